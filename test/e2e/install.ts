/** Installs the tools of the end-to-end tests into the folder that E2E_TOOLS names, while other steps run. */
import installTools from './install-tools';

void installTools();
