// Every request, one line each.
import type { ServerCapabilities } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { callHierarchyCapability, onCallHierarchy } from './call-hierarchy.ts';
import { codeActionCapability, onCodeAction } from './code-action.ts';
import { codeLensCapability, onCodeLens } from './code-lens.ts';
import { completionCapability, onCompletion } from './completion.ts';
import { definitionCapability, onDefinition } from './definition.ts';
import { executeCommandCapability, onExecuteCommand } from './execute-command.ts';
import { onExport } from './export.ts';
import { formattingCapability, onFormatting } from './formatting.ts';
import { hoverCapability, onHover } from './hover.ts';
import { inlayHintsCapability, onInlayHints } from './inlay-hints.ts';
import { libraryTextCapability, onLibraryText } from './library-text.ts';
import { onReferences, referencesCapability } from './references.ts';
import { onSemanticTokens, semanticTokensCapability } from './semantic-tokens.ts';
import { onStructure, structureCapability } from './structure.ts';
import { onSymbols, symbolsCapability } from './symbols.ts';
import { onTrace } from './trace.ts';

interface Feature {
    readonly capability: ServerCapabilities;
    readonly register: (context: Context) => void;
}

const FEATURES: readonly Feature[] = [
    { capability: hoverCapability, register: onHover },
    { capability: definitionCapability, register: onDefinition },
    { capability: referencesCapability, register: onReferences },
    { capability: completionCapability, register: onCompletion },
    { capability: symbolsCapability, register: onSymbols },
    { capability: semanticTokensCapability, register: onSemanticTokens },
    { capability: structureCapability, register: onStructure },
    { capability: formattingCapability, register: onFormatting },
    { capability: callHierarchyCapability, register: onCallHierarchy },
    { capability: codeLensCapability, register: onCodeLens },
    { capability: inlayHintsCapability, register: onInlayHints },
    { capability: codeActionCapability, register: onCodeAction },
    { capability: executeCommandCapability, register: onExecuteCommand },
    { capability: libraryTextCapability, register: onLibraryText },
    { capability: {}, register: onTrace },
    { capability: {}, register: onExport },
];

export const capabilities: ServerCapabilities = Object.assign({}, ...FEATURES.map(({ capability }) => capability));

export function registerRequests(context: Context): void {
    for (const { register } of FEATURES) register(context);
}
