// Words of the language, with the shape of what they begin.
import { KEYWORDS } from '../hover/keywords.ts';
import type { Completion } from './completion.ts';
import { item } from './item.ts';

export const declarationKeywords: readonly Completion[] = [
    word('import', `import \${1:kernel.wait}`),
    word('param', `param \${1:name} = \${2:false}`),
    word('const', `const \${1:NAME} = \${2:0}`),
    word('enum', `enum \${1:Name} { \${2:A, B} }`),
    word('bits', `bits \${1:Name} {\n\t\${2:field}: \${3:bool}\n}`),
    word('struct', `struct \${1:name} {\n\t$0\n}`),
    word('var', `var \${1:name} = \${2:0}`),
    word('ghost', `ghost var \${1:name} = \${2:0}`),
    word('lock', `lock \${1:name}: \${2:mutex}`),
    word('machine', 'machine { $0 }'),
    word('filesystem', `filesystem \${1:fs} {\n\t$0\n}`),
    word('file', `file \${1:x} { pages \${2:1} }`),
    word('mm', `mm \${1:P} {\n\tvma \${2:buf} = \${3:anon[1]} rw$0\n}`),
    word('fn', `fn \${1:name}($2) {\n\t$0\n}`),
    word('thread', `thread \${1:name} {\n\t$0\n}`),
    word('daemon', `daemon \${1:name} {\n\tloop {\n\t\tidle: wait until \${2:true}\n\t\t$0\n\t}\n}`),
    word('device', `device \${1:name} {\n\t$0\n}`),
    word('interrupt', `interrupt \${1:name} on \${2:cpu0} times \${3:1} {\n\t$0\n}`),
    word('event', `event \${1:name} times \${2:1} {\n\t$0\n}`),
    word('invariant', `invariant \${1:name}: $0`),
    word('final', `final \${1:name}: $0`),
    word('exists', `exists \${1:name}: $0`),
    word('check', `check "\${1:title}" expects \${2:pass}`),
];

export const mappingKeywords: readonly Completion[] = [word('vma', `vma \${1:buf} = \${2:anon[1]} \${3:rw}`)];

export const memberKeywords: readonly Completion[] = [
    word('var', `var \${1:name}: \${2:int}`),
    word('lock', `lock \${1:name}: \${2:mutex}`),
];

export const statementKeywords: readonly Completion[] = [
    word('let', `let \${1:r} = $0`),
    word('if', `if \${1:condition} {\n\t$0\n}`),
    word('while', `while \${1:condition} {\n\t$0\n}`),
    word('loop', 'loop {\n\t$0\n}'),
    word('match', `match \${1:value} {\n\t\${2:pattern} => {\n\t\t$0\n\t}\n}`),
    word('choose', 'choose {\n\t$1\n} or {\n\t$0\n}'),
    word('atomic', 'atomic {\n\t$0\n}'),
    word('wait', `wait until \${1:condition}`),
    word('spin', `spin until \${1:condition}`),
    word('assert', `assert \${1:condition}`),
    word('assume', `assume \${1:condition}`),
    word('progress', 'progress'),
    word('cover', `cover \${1:name}`),
    word('break', 'break'),
    word('continue', 'continue'),
    // As it is: behind a word that is all there, Enter begins a new line.
    word('return', 'return'),
    word('stack', `stack \${1:name}: \${2:type}`),
    word('free', `free \${1:object}`),
];

/** Where a value is wanted. */
export const valueKeywords: readonly Completion[] = [
    word('true', 'true'),
    word('false', 'false'),
    word('null', 'null'),
    word('current', 'current'),
    word('this_cpu', 'this_cpu'),
    word('alloc', `alloc \${1:struct}`),
    word('all', `all(\${1:i} in \${2:0}..\${3:1}, $0)`),
    word('any', `any(\${1:i} in \${2:0}..\${3:1}, $0)`),
    word('count', `count(\${1:i} in \${2:0}..\${3:1}, $0)`),
    word('wait_killable', `wait_killable until \${1:condition}`),
    word('wait_interruptible', `wait_interruptible until \${1:condition}`),
];

function word(label: string, snippet: string): Completion {
    const text = KEYWORDS[label];
    return item(label, 'keyword', {
        snippet,
        rank: 60,
        documentation: text === undefined ? undefined : `\`${label}\` ${text}`,
    });
}
