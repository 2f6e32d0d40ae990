// Sentences of the grammar: what the parser accepts by construction, and mostly makes no sense.
import type { GrammarAST } from 'langium';
import { FaultlineGrammar } from '../src/generated/grammar.ts';
import type { Random } from './random.ts';

const NAMES = [
    'a',
    'b',
    'c',
    'f',
    'l',
    't',
    'x',
    'node',
    'value',
    'mutex_lock',
    'READ_ONCE',
    'WRITE_ONCE',
    'rwsem',
    'mutex',
    'thread',
    'cpu0',
    'idle',
    'on',
    'lock',
    'count',
    'at',
];
const DEPTH = 60;

const grammar = FaultlineGrammar();

/** How many rules deep a sentence of the rule must at least go. */
const costs = new Map<string, number>(grammar.rules.map(rule => [rule.name, rule.$type === 'TerminalRule' ? 0 : 1000]));
for (let changed = true; changed; ) {
    changed = false;
    for (const rule of grammar.rules) {
        const cost =
            1 +
            (rule.$type === 'InfixRule'
                ? costOfRule(rule.call)
                : rule.$type === 'ParserRule'
                  ? costOf(rule.definition)
                  : -1);
        if (cost >= costs.get(rule.name)!) continue;
        costs.set(rule.name, cost);
        changed = true;
    }
}

function costOfRule(call: GrammarAST.RuleCall): number {
    return costs.get(call.rule.$refText) ?? 0;
}

function costOf(node: GrammarAST.AbstractElement): number {
    const { cardinality } = node as { cardinality?: string };
    if (cardinality === '?' || cardinality === '*') return 0;
    switch (node.$type) {
        case 'RuleCall':
            return costOfRule(node as GrammarAST.RuleCall);
        case 'Assignment':
            return costOf((node as GrammarAST.Assignment).terminal);
        case 'Group':
            return Math.max(...(node as GrammarAST.Group).elements.map(costOf));
        case 'Alternatives':
            return Math.min(...(node as GrammarAST.Alternatives).elements.map(costOf));
        default:
            return 0;
    }
}

/** A module with a few declarations. */
export function sentence(random: Random): string {
    const rules = new Map(grammar.rules.map(rule => [rule.name, rule]));
    const words: string[] = [];
    const declarations = 1 + random.below(8);
    for (let n = 0; n < declarations; n++) {
        generate(rules.get('Declaration')!, 0);
        words.push('\n');
    }
    return words.join(' ');

    function generate(rule: GrammarAST.AbstractRule, depth: number): void {
        if (rule.$type === 'TerminalRule') words.push(terminal(rule.name));
        else if (rule.$type === 'InfixRule') infix(rule, depth);
        else if (rule.name === 'Expression' && random.below(20) > 0) generate(rules.get('BinaryExpression')!, depth);
        else element((rule as GrammarAST.ParserRule).definition, depth + 1);
    }

    function infix(rule: GrammarAST.InfixRule, depth: number): void {
        generate(rule.call.rule.ref!, depth + 1);
        while (depth < DEPTH && random.below(4) === 0) {
            words.push(random.pick(random.pick(rule.operators.precedences).operators).value);
            generate(rule.call.rule.ref!, depth + 1);
        }
    }

    function element(node: GrammarAST.AbstractElement, depth: number): void {
        const times = timesFor((node as { cardinality?: string }).cardinality, depth);
        for (let n = 0; n < times; n++) once(node, depth);
    }

    function once(node: GrammarAST.AbstractElement, depth: number): void {
        switch (node.$type) {
            case 'Keyword':
                words.push((node as GrammarAST.Keyword).value);
                return;
            case 'RuleCall':
                generate((node as GrammarAST.RuleCall).rule.ref!, depth);
                return;
            case 'Assignment':
                element((node as GrammarAST.Assignment).terminal, depth);
                return;
            case 'CrossReference':
                words.push(random.pick(NAMES));
                return;
            case 'Group':
                for (const part of (node as GrammarAST.Group).elements) element(part, depth);
                return;
            case 'Alternatives': {
                const { elements } = node as GrammarAST.Alternatives;
                const least = Math.min(...elements.map(costOf));
                element(
                    random.pick(depth > DEPTH / 2 ? elements.filter(each => costOf(each) === least) : elements),
                    depth,
                );
                return;
            }
            default:
                return;
        }
    }

    function timesFor(cardinality: string | undefined, depth: number): number {
        if (cardinality === undefined) return 1;
        if (cardinality === '+') return 1;
        if (depth > DEPTH / 2) return 0;
        return cardinality === '?' ? random.below(2) : random.below(3);
    }

    function terminal(name: string): string {
        switch (name) {
            case 'END':
                return '\n';
            case 'NUMBER':
                return String(random.pick([0, 1, 2, 3, 7, 255, 65536]));
            case 'STRING':
                return random.pick(['"a"', '"b"', '"./x.race"']);
            default:
                return random.pick(NAMES);
        }
    }
}
