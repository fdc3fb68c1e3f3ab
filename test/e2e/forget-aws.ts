// Whoever runs these tests may have chosen a profile, or another endpoint: the emulator is to be asked, and nobody else.
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
