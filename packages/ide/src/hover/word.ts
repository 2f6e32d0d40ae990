// Words that are no names: knobs of the machine, verdicts and models of a check, keywords, modules that are imported.
import { documentation, isCheck, isExpectation, isImport, isKnob, knobs, placeOf } from '@faultline/language';
import { manualPage } from '../explain/manual.ts';
import type { Snapshot } from '../snapshot.ts';
import { innermostAt } from '../syntax/node-at.ts';
import { wordAt } from '../syntax/words.ts';
import type { Hover } from './hover.ts';
import { KEYWORDS } from './keywords.ts';

export function wordHover({ script }: Snapshot, offset: number): Hover | undefined {
    const word = wordAt(script.text, offset);
    if (word === undefined) return undefined;
    const place = { uri: script.uri, start: word.start, end: word.end };
    const node = innermostAt(script.module, offset);
    const knob =
        isKnob(node) || /\bmachine\s*\.\s*$/.test(script.text.slice(0, word.start)) ? knobNamed(word.text) : undefined;
    if (knob !== undefined) {
        const values =
            knob.values.kind === 'words' ? knob.values.words.join(' | ') : `${knob.values.low}..${knob.values.high}`;
        const initial = knob.values.kind === 'words' ? knob.values.words[knob.default] : knob.default;
        return {
            place,
            sections: [
                { kind: 'code', text: `machine.${knob.name}: ${values} = ${initial}` },
                { kind: 'text', text: knob.documentation },
            ],
        };
    }
    if (isExpectation(node) || isCheck(node)) {
        const whole =
            isExpectation(node) && node.verdict === 'bug' && node.name?.includes(word.text) ? node.name : word.text;
        const page = manualPage(whole);
        if (page !== undefined) {
            const at = whole === word.text ? place : placeOf(node);
            return {
                place: at,
                sections: [{ kind: 'text', text: `**${page.code}**: ${page.title}.\n\n${page.text}` }],
            };
        }
    }
    if (isImport(node)) {
        const module = script.modules.find(one =>
            one.$document?.uri.toString().endsWith(`/${(node.module ?? '').replaceAll('.', '/')}.race`),
        );
        const text = module?.declarations[0] === undefined ? undefined : documentation(module);
        return text === undefined ? undefined : { place: placeOf(node), sections: [{ kind: 'text', text }] };
    }
    const text = KEYWORDS[word.text];
    return text === undefined || isInComment(script.text, offset)
        ? undefined
        : { place, sections: [{ kind: 'text', text: `**\`${word.text}\`** ${text}` }] };
}

function knobNamed(name: string): (typeof knobs)[number] | undefined {
    return knobs.find(one => one.name === name);
}

function isInComment(text: string, offset: number): boolean {
    const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
    return line.includes('//') || (line.match(/"/g) ?? []).length % 2 === 1;
}
