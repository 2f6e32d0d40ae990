// Every command that the palette or a link can call. package.json declares the same ones; a test compares.

export const COMMAND_NAMES = [
    'faultline.checkFile',
    'faultline.checkWorkspace',
    'faultline.exportPromela',
    'faultline.getStarted',
    'faultline.newScenario',
    'faultline.restartServer',
    'faultline.showOutput',
    'faultline.showTrace',
    'faultline.stopChecking',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];
