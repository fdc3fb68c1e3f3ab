// Silences the SDK's warning about Node.js 20, which is supported here, and skips CDK's own validation of templates, which takes
// seconds. `npm run synth` validates.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.CDK_VALIDATION = 'false';
