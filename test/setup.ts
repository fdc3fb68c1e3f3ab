// The SDK greets Node 20 with a warning; the function runs on 24, the tests on 20 as well.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// CDK's own validation of every template costs seconds; `npm run synth` has it on.
process.env.CDK_VALIDATION = 'false';
