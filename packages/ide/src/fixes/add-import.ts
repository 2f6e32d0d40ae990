// A name that a module of the library declares: import that module.
import type { Script } from '@faultline/language';
import { placeOf } from '@faultline/language';
import type { FixRequest, QuickFix } from './quick-fix.ts';

export function addImport({ snapshot: { script }, diagnostic, library }: FixRequest): readonly QuickFix[] {
    if (diagnostic.code !== 'unknown-name' || diagnostic.place.uri !== script.uri) return [];
    const name = script.text.slice(diagnostic.place.start, diagnostic.place.end);
    const modules = library.get(name) ?? [];
    return modules.map(module => ({
        title: `Import \`${module}\``,
        diagnostic,
        isPreferred: modules.length === 1,
        action: { kind: 'edit', edits: [importEdit(script, module)] },
    }));
}

/** Below the other imports, else below the comment at the top of the file. */
export function importEdit(
    { module, text, uri }: Script,
    name: string,
): { readonly place: { readonly uri: string; readonly start: number; readonly end: number }; readonly text: string } {
    const last = module.imports.at(-1);
    if (last !== undefined) {
        const { end } = placeOf(last);
        return { place: { uri, start: end, end }, text: `\nimport ${name}` };
    }
    // A comment that a blank line sets apart belongs to the file; without one it documents the first declaration.
    const top = /^(?:[ \t]*\/\/[^\n]*\n)+(?=[ \t]*\r?\n)/.exec(text)?.[0].length ?? 0;
    const at = { uri, start: top, end: top };
    return { place: at, text: top === 0 ? `import ${name}\n\n` : `\nimport ${name}\n` };
}
