// Every request, one line each.
import type { ServerCapabilities } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { definitionCapability, onDefinition } from './definition.ts';
import { hoverCapability, onHover } from './hover.ts';
import { libraryTextCapability, onLibraryText } from './library-text.ts';

interface Feature {
    readonly capability: ServerCapabilities;
    readonly register: (context: Context) => void;
}

const FEATURES: readonly Feature[] = [
    { capability: hoverCapability, register: onHover },
    { capability: definitionCapability, register: onDefinition },
    { capability: libraryTextCapability, register: onLibraryText },
];

export const capabilities: ServerCapabilities = Object.assign({}, ...FEATURES.map(({ capability }) => capability));

export function registerRequests(context: Context): void {
    for (const { register } of FEATURES) register(context);
}
