// Removes the profile, Region and endpoints of the user who runs the tests, so that nothing but the emulator is called.
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
