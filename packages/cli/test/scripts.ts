// Scripts for tests: read with the whole library, asked with a budget that no example needs.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Budget } from '@faultline/checker';
import type { Script } from '@faultline/language';
import { createLanguage } from '@faultline/language';
import { modules } from '@faultline/library';

export const BUDGET: Budget = { maxStates: 2_000_000, maxBytes: 2 ** 31, shouldStop: () => undefined };

const language = createLanguage({ library: new Map(modules.map(({ name, text }) => [name, text])) });

/** Relative imports are read from the disk. */
export function load(uri: string, text: string): Script {
    return language.load(uri, text, imported => {
        try {
            return readFileSync(fileURLToPath(imported), 'utf8');
        } catch {
            return undefined;
        }
    });
}
