// Removes the profile, Region and endpoints of the user who runs the tests, so that the tests call only the emulator.
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
