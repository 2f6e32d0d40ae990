// The first section: what it is, as one would declare it.
import { declarationInWords } from '../describe/declaration.ts';
import type { HoverSection, Subject } from './hover.ts';

export function declared({ occurrence }: Subject): readonly HoverSection[] {
    const words = occurrence.targets.map(declarationInWords);
    return [{ kind: 'code', text: [...new Set(words)].join('\n') }];
}
