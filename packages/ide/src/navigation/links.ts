// Imports as links to the documents they name.
import type { Place, Script } from '@faultline/language';
import { importedUri, placeOf } from '@faultline/language';

export interface DocumentLink {
    readonly place: Place;
    readonly target: string;
}

export function documentLinks({ module, text }: Script): readonly DocumentLink[] {
    return module.imports.flatMap(node => {
        const target = importedUri(node);
        if (target === undefined) return [];
        const whole = placeOf(node);
        const word = /^import\s+/.exec(text.slice(whole.start, whole.end))?.[0].length ?? 0;
        return [{ place: { ...whole, start: whole.start + word }, target }];
    });
}
