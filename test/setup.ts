// Tests run on Node.js 20, too, and without CDK's own validation of templates, like the commands.
import '../cli/terminal/quiet-environment';
