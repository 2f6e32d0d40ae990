// What the parser says where it cannot go on: what was expected, in words, and what stands there.
import type { LangiumCoreServices } from 'langium';
import type { IToken } from './slips.ts';

type Messages = LangiumCoreServices['parser']['ParserErrorMessageProvider'];

export const syntaxMessages: Messages = {
    buildMismatchTokenMessage: ({ expected, actual, ruleName }) => {
        if (isRule(ruleName, 'Block') && expected.name === '{') return missingBody(actual);
        if (expected.name === 'END' && isRule(ruleName, 'Check')) {
            const parts = '`with p = v, …`, `under MODEL`, `expects OUTCOMES`, `at LABEL`, in this order';
            return `Expected the end of the check, found ${found(actual)}; behind its title may stand ${parts}.`;
        }
        const isAssignment = expected.name === 'END' && /^[-+|&^]?=$/.test(actual.image);
        const remark = isAssignment ? '; an assignment is no expression, and to compare one writes `==`' : '';
        if (expected.name === 'ID' && isRule(ruleName, 'HyphenatedName')) {
            return `Expected \`pass\`, \`deadlock\`, \`livelock\`, \`violation NAME\` or \`bug KIND\`, found ${found(actual)}.`;
        }
        const isBlock = expected.name === '}' && isRule(ruleName, 'Block');
        return `Expected ${isBlock ? 'a statement or `}`' : nameOfToken(expected.name)}, found ${found(actual)}${remark}.`;
    },
    buildNotAllInputParsedMessage: ({ firstRedundant }) => `Expected a declaration, found ${found(firstRedundant)}.`,
    buildNoViableAltMessage: ({ actual, ruleName }) => `Expected ${nameOfRule(ruleName)}, found ${found(actual[0])}.`,
    buildEarlyExitMessage: ({ actual, ruleName }) => `Expected ${nameOfRule(ruleName)}, found ${found(actual[0])}.`,
};

function missingBody(actual: IToken): string {
    const isStatement = /^[A-Za-z_]/.test(actual.image);
    const remark =
        actual.image === '=' ? '; to compare, write `==`' : isStatement ? ': a body is always in braces' : '';
    return `Expected \`{\`, found ${found(actual)}${remark}.`;
}

function nameOfToken(name: string): string {
    switch (name) {
        case 'END':
            return 'the end of the statement';
        case 'EOF':
            return 'a declaration';
        case 'ID':
        case 'LABEL':
            return 'a name';
        case 'NUMBER':
            return 'a number';
        case 'STRING':
            return 'a text in double quotes';
        default:
            return `\`${name}\``;
    }
}

function nameOfRule(rule: string): string {
    switch (withoutMark(rule)) {
        case 'Module':
        case 'Declaration':
            return 'a declaration';
        case 'Block':
        case 'Statement':
        case 'SimpleStatement':
        case 'CompoundStatement':
            return 'a statement';
        case 'Type':
        case 'PrimitiveType':
            return 'a type';
        case 'StructMember':
        case 'Struct':
            return '`var` or `lock`';
        case 'AssignmentOrCall':
            return 'the end of the statement';
        case 'Import':
            return 'the name of a module';
        case 'If':
            return '`{` or `if`';
        case 'Interrupt':
            return '`on` or `in`';
        case 'Free':
            return 'an object';
        default:
            return 'an expression';
    }
}

function isRule(rule: string, name: string): boolean {
    return withoutMark(rule) === name;
}

/** The parser marks its rules with a suffix that cannot be seen. */
function withoutMark(rule: string): string {
    return rule.replace(/\W+$/u, '');
}

function found(token: IToken | undefined): string {
    if (token === undefined || token.tokenType.name === 'EOF') return 'the end of the file';
    if (token.image === '') return 'the end of the line';
    return `\`${token.image}\``;
}
