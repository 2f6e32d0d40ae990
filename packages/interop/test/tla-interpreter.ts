// A reader and an interpreter of TLA+ for the modules that the export writes, so that what TLC would do with them can be
// tested where there is no TLC. It knows nothing of programs: it reads text, and follows the rules of the language.
//
// Like TLC's parser it ends an item of a junction list at the list's column, and refuses operators without precedence
// between them, names that are not defined, and names that are defined where they mean something already. Like TLC it
// evaluates an action from left to right: the first `x' = e` decides what x becomes, a definition of a LET when it is used.

// ----------------------------------------------------------------------------------------------------- the text

interface Token {
    readonly text: string;
    readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'end';
    readonly line: number;
    readonly column: number;
}

const TOKENS =
    /\\\*.*|\(\*[\s\S]*?\*\)|\s+|"(?:[^"\\]|\\.)*"|[A-Za-z0-9_]+|\\(?:in|notin|div|E|A)\b|\/\\|\\\/|<=>|=>|==|\|->|->|\[\]<><<|>>_|\[\]<>|\[\]\[|\]_|<=|>=|<<|>>|\.\.|[=#<>+\-*%^~[\](){},:!.'@]/gy;

function tokensOf(text: string): readonly Token[] {
    const tokens: Token[] = [];
    let line = 1;
    let lineStart = 0;
    TOKENS.lastIndex = 0;
    while (TOKENS.lastIndex < text.length) {
        const at = TOKENS.lastIndex;
        const [word] = TOKENS.exec(text) ?? [];
        if (word === undefined) throw new Error(`line ${line}: what is ${JSON.stringify(text.slice(at, at + 10))}?`);
        const kind = /^\d+$/.test(word) ? 'number' : /^\w/.test(word) ? 'name' : word[0] === '"' ? 'string' : 'symbol';
        const isText = /^\s|^\\\*|^\(\*/.test(word);
        if (!isText) tokens.push({ text: word, kind, line, column: at - lineStart });
        for (let i = 0; i < word.length; i++) {
            if (word[i] !== '\n') continue;
            line++;
            lineStart = at + i + 1;
        }
    }
    return [...tokens, { text: '', kind: 'end', line, column: -1 }];
}

// -------------------------------------------------------------------------------------------------- the grammar

type Node =
    | { readonly kind: 'number' | 'string' | 'boolean'; readonly value: Value }
    | { readonly kind: 'name'; readonly name: string; readonly args: readonly Node[] }
    | { readonly kind: 'at' }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
    | { readonly kind: 'list'; readonly operator: '/\\' | '\\/'; readonly items: readonly Node[] }
    | { readonly kind: 'not' | 'minus' | 'prime' | 'parentheses' | 'always-eventually'; readonly of: Node }
    | { readonly kind: 'unchanged'; readonly names: readonly string[] }
    | { readonly kind: 'if'; readonly condition: Node; readonly then: Node; readonly else: Node }
    /** Of one arm. */
    | { readonly kind: 'case'; readonly condition: Node; readonly then: Node }
    | { readonly kind: 'let'; readonly definitions: readonly Definition[]; readonly body: Node }
    | {
          readonly kind: 'quantifier';
          readonly sign: 'A' | 'E';
          readonly name: string;
          readonly set: Node;
          readonly body: Node;
      }
    | { readonly kind: 'filter' | 'function'; readonly name: string; readonly set: Node; readonly body: Node }
    | { readonly kind: 'set' | 'tuple'; readonly items: readonly Node[] }
    | { readonly kind: 'record'; readonly fields: readonly (readonly [string, Node])[] }
    | {
          readonly kind: 'except';
          readonly of: Node;
          readonly updates: readonly { readonly key: Node; readonly value: Node }[];
      }
    | { readonly kind: 'apply'; readonly of: Node; readonly key: Node }
    /** `[]<><<A>>_v`, `WF_v(A)`, `SF_v(A)`, `[][A]_v`. */
    | { readonly kind: 'infinitely-often' | 'weak' | 'strong' | 'box'; readonly action: Node };

interface Definition {
    readonly name: string;
    readonly parameters: readonly string[];
    readonly body: Node;
}

export interface Module {
    readonly name: string;
    readonly constants: readonly string[];
    readonly variables: readonly string[];
    readonly definitions: ReadonlyMap<string, Definition>;
}

/** Loosest first; operators of one line may follow each other only where they associate. */
const PRECEDENCE: readonly { readonly operators: readonly string[]; readonly chains: readonly string[] }[] = [
    { operators: ['=>'], chains: [] },
    { operators: ['<=>'], chains: [] },
    { operators: ['/\\', '\\/'], chains: ['/\\', '\\/'] },
    { operators: ['=', '#', '<', '>', '<=', '>=', '\\in', '\\notin'], chains: [] },
    { operators: ['..'], chains: [] },
    { operators: ['+', '-', '*', '%', '\\div', '^'], chains: ['+'] },
];

/** Reads a module; throws where it is none, with the line. */
export function readModule(text: string): Module {
    const start = text.search(/^-{4,} MODULE \w+ -{4,}$/m);
    const [head, name] = /-{4,} MODULE (\w+) -{4,}/.exec(text.slice(start)) ?? [];
    const end = text.search(/^={4,}$/m);
    if (start < 0 || head === undefined || end < start) throw new Error('no module');
    const blank = text.slice(0, start + head.length).replace(/[^\n]/g, ' ');
    const parser = createParser(tokensOf(blank + text.slice(start + head.length, end)));
    const constants: string[] = [];
    const variables: string[] = [];
    const definitions = new Map<string, Definition>();
    const taken = new Set<string>(['Cardinality']);
    while (parser.peek().kind !== 'end') {
        switch (parser.peek().text) {
            case 'EXTENDS':
                parser.next();
                parser.names();
                break;
            case 'CONSTANT':
                parser.next();
                constants.push(...parser.names());
                for (const one of constants) define(one, taken);
                break;
            case 'VARIABLES':
                parser.next();
                variables.push(...parser.names());
                for (const one of variables) define(one, taken);
                break;
            case 'RECURSIVE': {
                parser.next();
                taken.add(parser.next().text);
                while (parser.next().text !== ')');
                break;
            }
            default: {
                const definition = parser.definition();
                const isRecursive = taken.has(definition.name) && !definitions.has(definition.name);
                if (!isRecursive || variables.includes(definition.name)) define(definition.name, taken);
                checkNames(definition, taken);
                definitions.set(definition.name, definition);
            }
        }
    }
    return { name: name!, constants, variables, definitions };
}

function define(name: string, taken: Set<string>): void {
    if (taken.has(name)) throw new Error(`${name} is defined twice`);
    taken.add(name);
}

function checkNames({ name, parameters, body }: Definition, outside: ReadonlySet<string>): void {
    const visit = (node: Node, known: ReadonlySet<string>): void => {
        const within = (names: readonly string[]): ReadonlySet<string> => {
            const inner = new Set(known);
            for (const one of names) define(one, inner);
            return inner;
        };
        switch (node.kind) {
            case 'name':
                if (!known.has(node.name)) throw new Error(`${node.name} is not defined, in ${name}`);
                break;
            case 'unchanged':
                for (const one of node.names) if (!known.has(one)) throw new Error(`${one} is not defined, in ${name}`);
                break;
            case 'let': {
                const inner = new Set(known);
                for (const definition of node.definitions) {
                    visitAll([definition.body], withNames(inner, definition.parameters));
                    define(definition.name, inner);
                }
                visit(node.body, inner);
                return;
            }
            case 'quantifier':
            case 'filter':
            case 'function':
                visit(node.set, known);
                visit(node.body, within([node.name]));
                return;
        }
        visitAll(childrenOf(node), known);
    };
    const visitAll = (nodes: readonly Node[], known: ReadonlySet<string>): void => {
        for (const node of nodes) visit(node, known);
    };
    visit(body, withNames(outside, parameters));
}

function withNames(known: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
    const inner = new Set(known);
    for (const one of names) define(one, inner);
    return inner;
}

function childrenOf(node: Node): readonly Node[] {
    switch (node.kind) {
        case 'name':
            return node.args;
        case 'binary':
            return [node.left, node.right];
        case 'list':
        case 'set':
        case 'tuple':
            return node.items;
        case 'not':
        case 'minus':
        case 'prime':
        case 'parentheses':
        case 'always-eventually':
            return [node.of];
        case 'if':
            return [node.condition, node.then, node.else];
        case 'case':
            return [node.condition, node.then];
        case 'record':
            return node.fields.map(([, value]) => value);
        case 'except':
            return [node.of, ...node.updates.flatMap(({ key, value }) => [key, value])];
        case 'apply':
            return [node.of, node.key];
        case 'infinitely-often':
        case 'weak':
        case 'strong':
        case 'box':
            return [node.action];
        default:
            return [];
    }
}

function createParser(tokens: readonly Token[]) {
    let place = 0;
    /** The columns of the junction lists around: what does not stand to the right of the innermost ends its item. */
    const columns: number[] = [-1];
    const END: Token = { text: '', kind: 'end', line: 0, column: 0 };

    const peek = (): Token => {
        const token = tokens[place]!;
        return token.column <= columns.at(-1)! ? END : token;
    };
    const next = (): Token => {
        const token = peek();
        if (token === END) throw new Error(`line ${tokens[place]!.line}: ends too early at ${tokens[place]!.text}`);
        place++;
        return token;
    };
    const expect = (text: string): void => {
        const token = next();
        if (token.text !== text) throw new Error(`line ${token.line}: ${text} expected, not ${token.text}`);
    };
    const accept = (text: string): boolean => {
        if (peek().text !== text || peek().kind === 'string') return false;
        place++;
        return true;
    };
    const word = (): string => {
        const token = next();
        if (token.kind !== 'name') throw new Error(`line ${token.line}: a name expected, not ${token.text}`);
        return token.text;
    };
    const names = (): string[] => {
        const found = [word()];
        while (accept(',')) found.push(word());
        return found;
    };
    const list = <T>(item: () => T, end: string): T[] => {
        const items: T[] = [];
        while (!accept(end)) {
            if (items.length > 0) expect(',');
            items.push(item());
        }
        return items;
    };
    const definition = (): Definition => {
        const name = word();
        const parameters = accept('(') ? list(word, ')') : [];
        expect('==');
        return { name, parameters, body: expression() };
    };
    const expression = (level = 0): Node => {
        const row = PRECEDENCE[level];
        if (row === undefined) return prefix();
        let left = expression(level + 1);
        let before: string | undefined;
        for (;;) {
            const token = peek();
            if (token.kind !== 'symbol' || !row.operators.includes(token.text)) return left;
            if (before !== undefined && (before !== token.text || !row.chains.includes(before))) {
                throw new Error(`line ${token.line}: no precedence between ${before} and ${token.text}`);
            }
            place++;
            before = token.text;
            left = { kind: 'binary', operator: token.text, left, right: expression(level + 1) };
        }
    };
    const prefix = (): Node => {
        const token = peek();
        if (token.kind === 'symbol') {
            if (accept('~')) return { kind: 'not', of: prefix() };
            if (accept('-')) return { kind: 'minus', of: prefix() };
            if (accept('[]<>')) return { kind: 'always-eventually', of: prefix() };
        }
        return postfix();
    };
    const postfix = (): Node => {
        let node = primary();
        for (;;) {
            if (accept("'")) node = { kind: 'prime', of: node };
            else if (accept('.')) node = { kind: 'apply', of: node, key: { kind: 'string', value: word() } };
            else if (accept('[')) {
                node = { kind: 'apply', of: node, key: expression() };
                expect(']');
            } else return node;
        }
    };
    const junction = (operator: '/\\' | '\\/'): Node => {
        const { column } = peek();
        const items: Node[] = [];
        while (tokens[place]!.text === operator && tokens[place]!.column === column) {
            place++;
            columns.push(column);
            items.push(expression());
            columns.pop();
        }
        return { kind: 'list', operator, items };
    };
    const subscripted = (kind: 'weak' | 'strong'): Node => {
        expect('(');
        const action = expression();
        expect(')');
        return { kind, action };
    };
    const primary = (): Node => {
        const token = next();
        switch (token.kind) {
            case 'number':
                return { kind: 'number', value: Number(token.text) };
            case 'string':
                return { kind: 'string', value: token.text.slice(1, -1).replace(/\\(.)/g, '$1') };
            case 'name':
                return named(token.text);
            default:
                return symbol(token);
        }
    };
    const named = (text: string): Node => {
        switch (text) {
            case 'TRUE':
            case 'FALSE':
                return { kind: 'boolean', value: text === 'TRUE' };
            case 'UNCHANGED':
                return { kind: 'unchanged', names: accept('<<') ? list(word, '>>') : [word()] };
            case 'IF': {
                const condition = expression();
                expect('THEN');
                const then = expression();
                expect('ELSE');
                return { kind: 'if', condition, then, else: expression() };
            }
            case 'CASE': {
                const condition = expression();
                expect('->');
                return { kind: 'case', condition, then: expression() };
            }
            case 'LET': {
                const definitions: Definition[] = [];
                while (!accept('IN')) definitions.push(definition());
                return { kind: 'let', definitions, body: expression() };
            }
        }
        if (text.startsWith('WF_')) return subscripted('weak');
        if (text.startsWith('SF_')) return subscripted('strong');
        return { kind: 'name', name: text, args: accept('(') ? list(expression, ')') : [] };
    };
    const symbol = ({ text, line }: Token): Node => {
        switch (text) {
            case '(': {
                const of = expression();
                expect(')');
                return { kind: 'parentheses', of };
            }
            case '@':
                return { kind: 'at' };
            case '/\\':
            case '\\/':
                place--;
                return junction(text);
            case '\\A':
            case '\\E': {
                const name = word();
                expect('\\in');
                const set = expression(3);
                expect(':');
                return { kind: 'quantifier', sign: text === '\\A' ? 'A' : 'E', name, set, body: expression() };
            }
            case '<<':
                return { kind: 'tuple', items: list(expression, '>>') };
            case '{': {
                if (tokens[place + 1]!.text !== '\\in') return { kind: 'set', items: list(expression, '}') };
                const name = word();
                expect('\\in');
                const set = expression(4);
                expect(':');
                const body = expression();
                expect('}');
                return { kind: 'filter', name, set, body };
            }
            case '[':
                return bracket();
            case '[]<><<': {
                const action = expression();
                expect('>>_');
                word();
                return { kind: 'infinitely-often', action };
            }
            case '[][': {
                const action = expression();
                expect(']_');
                word();
                return { kind: 'box', action };
            }
        }
        throw new Error(`line ${line}: an expression expected, not ${text}`);
    };
    const bracket = (): Node => {
        const [, second] = [tokens[place]!, tokens[place + 1]!];
        if (second.text === '|->') {
            const fields = list(() => {
                const name = word();
                expect('|->');
                return [name, expression()] as const;
            }, ']');
            return { kind: 'record', fields };
        }
        if (second.text === '\\in') {
            const name = word();
            expect('\\in');
            const set = expression(4);
            expect('|->');
            const body = expression();
            expect(']');
            return { kind: 'function', name, set, body };
        }
        const of = expression();
        expect('EXCEPT');
        const updates = list(() => {
            expect('!');
            let key: Node;
            if (accept('.')) {
                key = { kind: 'string', value: word() };
            } else {
                expect('[');
                key = expression();
                expect(']');
            }
            expect('=');
            return { key, value: expression() };
        }, ']');
        return { kind: 'except', of, updates };
    };
    return { peek, next, names, definition };
}

// ------------------------------------------------------------------------------------------------- the meaning

/** Functions, records and tuples are maps from their arguments, sets are arrays. */
export type Value = number | string | boolean | readonly Value[] | ReadonlyMap<Value, Value>;
export type State = ReadonlyMap<string, Value>;

type Meaning =
    /** A definition of a LET without parameters, which may be an action, says what it stands for. */
    | { readonly kind: 'value'; readonly value: () => Value; readonly body?: Node; readonly context?: Context }
    | { readonly kind: 'operator'; readonly definition: Definition; readonly context: Context };

interface Context {
    readonly names: ReadonlyMap<string, Meaning>;
    readonly state: State;
    /** What is known of the next state; absent in a formula about one state. */
    readonly after?: State;
    /** What an EXCEPT replaces. */
    readonly replaced?: Value;
}

const keyOfValue = (value: Value): string => {
    if (Array.isArray(value)) return `{${(value as readonly Value[]).map(keyOfValue).toSorted().join()}}`;
    if (value instanceof Map) return `[${[...value].map(([k, v]) => `${keyOfValue(k)}:${keyOfValue(v)}`).join()}]`;
    return JSON.stringify(value);
};

export const keyOf = (state: State): string => [...state.values()].map(keyOfValue).join(';');

const TOO_LARGE = 2 ** 31;

/** TLC cannot say what the value is, and says so: the module means it so where the checker has numbers that TLC has not. */
export class TlcStops extends Error {
    override readonly name = 'TlcStops';
}

export interface Interpreter {
    readonly initial: State;
    /** Where the action leads from the state, and, by name, through which action of the module. */
    readonly successors: (action: string | Node, state: State) => readonly State[];
    readonly holds: (formula: string, state: State) => boolean;
    /** The formula that a name stands for. */
    readonly bodyOf: (name: string) => Node;
    readonly holdsOf: (formula: Node, state: State) => boolean;
    /** Whether the formula is true of the step. */
    readonly isStep: (action: Node, from: State, to: State) => boolean;
}

/** The module with the values of its constants. */
export function interpret(module: Module, constants: ReadonlyMap<string, Value>): Interpreter {
    const names = new Map<string, Meaning>();
    const contextOf = (state: State, after?: State): Context => ({ names, state, ...(after && { after }) });
    for (const name of module.constants) {
        const value = constants.get(name);
        if (value === undefined) throw new Error(`the constant ${name} has no value`);
        names.set(name, { kind: 'value', value: () => value });
    }
    for (const definition of module.definitions.values()) {
        names.set(definition.name, { kind: 'operator', definition, context: { names, state: new Map() } });
    }
    const variables = new Set(module.variables);

    const valueOfName = (name: string, context: Context): Value => {
        if (context.names.get(name) === undefined && variables.has(name)) {
            const value = context.state.get(name);
            if (value === undefined) throw new Error(`${name} has no value`);
            return value;
        }
        return call(name, [], context, (body, inner) => evaluate(body, inner)) as Value;
    };
    const call = <T>(
        name: string,
        args: readonly Node[],
        context: Context,
        use: (body: Node, inner: Context) => T,
    ): T | Value => {
        const meaning = context.names.get(name);
        if (meaning === undefined) throw new Error(`${name} means nothing`);
        if (meaning.kind === 'value') return meaning.value();
        const { definition } = meaning;
        if (definition.parameters.length !== args.length)
            throw new Error(`${name} takes ${definition.parameters.length}`);
        const inner = new Map(meaning.context.names);
        definition.parameters.forEach((parameter, i) => {
            inner.set(
                parameter,
                lazy(() => evaluate(args[i]!, context)),
            );
        });
        return use(definition.body, { ...context, names: args.length > 0 ? inner : meaning.context.names });
    };
    const lazy = (make: () => Value): Extract<Meaning, { kind: 'value' }> => {
        let known: Value | undefined;
        return {
            kind: 'value',
            value: () => {
                known ??= make();
                return known;
            },
        };
    };
    const withDefinitions = (definitions: readonly Definition[], context: Context): Context => {
        const inner = new Map(context.names);
        const own: Context = { ...context, names: inner };
        for (const definition of definitions) {
            // each sees those before it, which is all that it may name
            const here: Context = { ...context, names: new Map(inner) };
            inner.set(
                definition.name,
                definition.parameters.length === 0
                    ? { ...lazy(() => evaluate(definition.body, here)), body: definition.body, context: here }
                    : { kind: 'operator', definition, context: here },
            );
        }
        return own;
    };

    const truth = (node: Node, context: Context): boolean => {
        const value = evaluate(node, context);
        if (typeof value !== 'boolean') throw new Error(`${JSON.stringify(value)} is no truth value`);
        return value;
    };
    const number = (node: Node, context: Context): number => {
        const value = evaluate(node, context);
        if (typeof value !== 'number') throw new Error(`${JSON.stringify(value)} is no number`);
        return value;
    };
    const members = (node: Node, context: Context): readonly Value[] => {
        const value = evaluate(node, context);
        if (!Array.isArray(value)) throw new Error('no set');
        return value;
    };
    const bounded = (value: number): number => {
        if (value >= TOO_LARGE || value < -TOO_LARGE) throw new TlcStops(`${value} is too large`);
        return value;
    };
    const bind = (name: string, value: Value, context: Context): Context => ({
        ...context,
        names: new Map([...context.names, [name, { kind: 'value', value: () => value }]]),
    });

    const evaluate = (node: Node, context: Context): Value => {
        switch (node.kind) {
            case 'number':
            case 'string':
            case 'boolean':
                return node.value;
            case 'name':
                if (node.name === 'Cardinality' && context.names.get(node.name) === undefined) {
                    return members(node.args[0]!, context).length;
                }
                if (node.args.length === 0) return valueOfName(node.name, context);
                return call(node.name, node.args, context, evaluate) as Value;
            case 'at':
                return context.replaced!;
            case 'parentheses':
                return evaluate(node.of, context);
            case 'binary':
                return binary(node, context);
            case 'list':
                return node.operator === '/\\'
                    ? node.items.every(item => truth(item, context))
                    : node.items.some(item => truth(item, context));
            case 'not':
                return !truth(node.of, context);
            case 'minus':
                return -number(node.of, context);
            case 'prime': {
                if (context.after === undefined) throw new Error('a prime in a formula about one state');
                return evaluate(node.of, { ...context, state: context.after });
            }
            case 'unchanged':
                return node.names.every(
                    name => keyOfValue(context.state.get(name)!) === keyOfValue(context.after!.get(name)!),
                );
            case 'if':
                return evaluate(truth(node.condition, context) ? node.then : node.else, context);
            case 'case':
                if (!truth(node.condition, context)) throw new TlcStops('no arm of a CASE is true');
                return evaluate(node.then, context);
            case 'let':
                return evaluate(node.body, withDefinitions(node.definitions, context));
            case 'quantifier': {
                const holds = (value: Value): boolean => truth(node.body, bind(node.name, value, context));
                const values = members(node.set, context);
                return node.sign === 'A' ? values.every(holds) : values.some(holds);
            }
            case 'filter':
                return members(node.set, context).filter(value => truth(node.body, bind(node.name, value, context)));
            case 'function':
                return new Map(
                    members(node.set, context).map(value => [
                        value,
                        evaluate(node.body, bind(node.name, value, context)),
                    ]),
                );
            case 'set':
                return node.items.map(item => evaluate(item, context));
            case 'tuple':
                return new Map(node.items.map((item, i) => [i + 1, evaluate(item, context)]));
            case 'record':
                return new Map(node.fields.map(([name, value]) => [name, evaluate(value, context)]));
            case 'except': {
                const result = new Map(functionOf(evaluate(node.of, context)));
                for (const { key, value } of node.updates) {
                    const at = evaluate(key, context);
                    if (!result.has(at)) throw new Error(`EXCEPT at ${JSON.stringify(at)}, which is not in the domain`);
                    result.set(at, evaluate(value, { ...context, replaced: result.get(at)! }));
                }
                return result;
            }
            case 'apply': {
                const key = evaluate(node.key, context);
                const value = functionOf(evaluate(node.of, context)).get(key);
                if (value === undefined) throw new Error(`${JSON.stringify(key)} is not in the domain`);
                return value;
            }
            default:
                throw new Error(`${node.kind} is about executions`);
        }
    };
    const functionOf = (value: Value): ReadonlyMap<Value, Value> => {
        if (!(value instanceof Map)) throw new Error('no function');
        return value as ReadonlyMap<Value, Value>;
    };
    const binary = ({ operator, left, right }: Extract<Node, { kind: 'binary' }>, context: Context): Value => {
        switch (operator) {
            case '/\\':
                return truth(left, context) && truth(right, context);
            case '\\/':
                return truth(left, context) || truth(right, context);
            case '=>':
                return !truth(left, context) || truth(right, context);
            case '<=>':
                return truth(left, context) === truth(right, context);
            case '=':
            case '#': {
                const [a, b] = [evaluate(left, context), evaluate(right, context)];
                // TLC compares only what is of one kind
                if (typeof a !== typeof b) throw new Error(`${keyOfValue(a)} and ${keyOfValue(b)} cannot be compared`);
                return (keyOfValue(a) === keyOfValue(b)) === (operator === '=');
            }
            case '\\in':
            case '\\notin': {
                const value = keyOfValue(evaluate(left, context));
                return members(right, context).some(one => keyOfValue(one) === value) === (operator === '\\in');
            }
        }
        const [a, b] = [number(left, context), number(right, context)];
        switch (operator) {
            case '<':
                return a < b;
            case '>':
                return a > b;
            case '<=':
                return a <= b;
            case '>=':
                return a >= b;
            case '..':
                return Array.from({ length: Math.max(0, b - a + 1) }, (_, i) => a + i);
            case '+':
                return bounded(a + b);
            case '-':
                return bounded(a - b);
            case '*':
                return bounded(a * b);
            case '^':
                return bounded(a ** b);
            case '\\div':
                if (b === 0) throw new Error('division by 0');
                return Math.floor(a / b);
            case '%':
                if (b <= 0) throw new Error('the right side of % is not positive');
                return a - b * Math.floor(a / b);
        }
        throw new Error(`what is ${operator}?`);
    };

    /** Every way to complete the next state, as far as the formula says. */
    function* ways(node: Node, context: Context): Iterable<State> {
        const after = context.after!;
        switch (node.kind) {
            case 'parentheses':
                yield* ways(node.of, context);
                return;
            case 'list':
                if (node.operator === '/\\') yield* inTurn(node.items, context);
                else for (const item of node.items) yield* ways(item, context);
                return;
            case 'binary':
                if (node.operator === '/\\') {
                    yield* inTurn([node.left, node.right], context);
                    return;
                }
                if (node.operator === '\\/') {
                    yield* ways(node.left, context);
                    yield* ways(node.right, context);
                    return;
                }
                if (node.operator === '=' && node.left.kind === 'prime' && node.left.of.kind === 'name') {
                    const { name } = node.left.of;
                    if (!after.has(name)) {
                        yield new Map([...after, [name, evaluate(node.right, context)]]);
                        return;
                    }
                }
                break;
            case 'unchanged': {
                const known = node.names.filter(name => after.has(name));
                if (known.some(name => keyOfValue(after.get(name)!) !== keyOfValue(context.state.get(name)!))) return;
                yield new Map([...after, ...node.names.map(name => [name, context.state.get(name)!] as const)]);
                return;
            }
            case 'if':
                yield* ways(truth(node.condition, context) ? node.then : node.else, context);
                return;
            case 'let':
                yield* ways(node.body, withDefinitions(node.definitions, context));
                return;
            case 'quantifier':
                if (node.sign === 'A') break;
                for (const value of members(node.set, context)) yield* ways(node.body, bind(node.name, value, context));
                return;
            case 'name': {
                const meaning = context.names.get(node.name);
                if (meaning?.kind === 'value' && meaning.body !== undefined) {
                    yield* ways(meaning.body, { ...meaning.context!, after });
                    return;
                }
                if (meaning?.kind !== 'operator') break;
                yield* call(node.name, node.args, context, (body, inner) => [...ways(body, inner)]) as State[];
                return;
            }
        }
        if (truth(node, context)) yield after;
    }
    function* inTurn(items: readonly Node[], context: Context): Iterable<State> {
        const [item, ...rest] = items;
        if (item === undefined) {
            yield context.after!;
            return;
        }
        for (const after of ways(item, context)) yield* inTurn(rest, { ...context, after });
    }

    const initial = new Map<string, Value>();
    const init = module.definitions.get('Init')!.body;
    if (init.kind !== 'list') throw new Error('Init is no list');
    for (const item of init.items) {
        if (item.kind !== 'binary' || item.operator !== '=' || item.left.kind !== 'name') throw new Error('Init');
        initial.set(item.left.name, evaluate(item.right, contextOf(initial)));
    }
    const inOrder = (state: State): State => new Map(module.variables.map(name => [name, state.get(name)!]));
    const nodeOf = (action: string | Node): Node =>
        typeof action === 'string' ? { kind: 'name', name: action, args: [] } : action;
    return {
        initial: inOrder(initial),
        successors: (action, state) =>
            [...ways(nodeOf(action), contextOf(state, new Map()))].map(after => {
                const missing = module.variables.filter(name => !after.has(name));
                if (missing.length > 0) throw new Error(`the next state says nothing of ${missing.join()}`);
                return inOrder(after);
            }),
        holds: (formula, state) => truth(nodeOf(formula), contextOf(state)),
        bodyOf: name => module.definitions.get(name)!.body,
        holdsOf: (formula, state) => truth(formula, contextOf(state)),
        isStep: (action, from, to) => truth(action, contextOf(from, to)),
    };
}
