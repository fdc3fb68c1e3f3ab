// The SDK greets Node 20 with a warning, and CDK's validation of templates takes seconds and speaks of them: what runs here
// runs on 20 as well, and `npm run synth` validates.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.CDK_VALIDATION = 'false';
