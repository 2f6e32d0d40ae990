// # unknown-name
//
// What it does: reports a name that nothing declares at this place.
//
// Why: a script is decided exhaustively, so every name must mean one thing. A register is known from its `let` to the
// end of its block; the names of a module are known to modules that import it, not to those that import these.
//
// Example:
//
//     var flag = false
//     thread t { flg = true }
//
// Use instead: the name as declared (`flag`), or declare it: `let r = …` for a register, `var x: …` for shared state.
import type { AstNode, Reference } from 'langium';
import { environmentOf } from '../environment.ts';
import type { Member } from '../generated/ast.ts';
import { isAssignment, isCall, isKnob, isMember, isNameReference, isOverride } from '../generated/ast.ts';
import { nearest } from '../names.ts';
import { targetOfOverride } from '../override-target.ts';
import { placeOfProperty, textOf } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';
import { replace } from '../rule.ts';
import { nameOf, namesFor } from '../scope.ts';
import { showType } from '../types.ts';
import { createTyping } from '../typing.ts';
import { referencesIn } from '../walk.ts';

/** Words of C and of other languages, and what is written here. */
const FOREIGN: Readonly<Record<string, string>> = {
    NULL: 'null',
    nullptr: 'null',
    nil: 'null',
    None: 'null',
    TRUE: 'true',
    True: 'true',
    FALSE: 'false',
    False: 'false',
    unsigned: 'u32',
    uint: 'u32',
    uint8_t: 'u8',
    uint16_t: 'u16',
    uint32_t: 'u32',
    u64: 'ulong',
    uint64_t: 'ulong',
    s8: 'int',
    s16: 'int',
    s32: 'int',
    long: 'int',
    short: 'int',
    char: 'u8',
    _Bool: 'bool',
    boolean: 'bool',
    spinlock_t: 'spinlock',
    rw_semaphore: 'rwsem',
    semaphore: 'rwsem',
    atomic_t: 'int',
    refcount_t: 'int',
    BUG_ON: 'assert',
    WARN_ON: 'assert',
    WARN_ON_ONCE: 'assert',
    lock: 'mutex_lock',
    unlock: 'mutex_unlock',
};

const CALLABLE = new Set(['Bits', 'ExternFn', 'Fn']);

export const unknownName: Rule = {
    code: 'unknown-name',
    severity: 'error',
    visit: {
        Module: function* (module) {
            const isComplete = [...environmentOf(module).outcomes.values()].every(({ kind }) => kind === 'module');
            for (const { node, property, reference } of referencesIn(module)) {
                // What a missing import would have declared is not the script's mistake.
                if (!isComplete && !isMember(node)) continue;
                if (reference.ref === undefined) yield* judge(node, property, reference);
            }
        },
    },
};

function* judge(node: AstNode, property: string, reference: Reference): Iterable<Finding> {
    const name = reference.$refText;
    const place = placeOfProperty(node, property);
    if (name === '' || property === 'policy' || isToldElsewhere(node)) return;
    if (isMember(node)) {
        yield* judgeMember(node, name, place);
        return;
    }
    const foreign = FOREIGN[name];
    if (foreign !== undefined) {
        const negation = foreign === 'assert' ? ' of the opposite' : '';
        const message = `\`${name}\` is written \`${foreign}\`${negation} here.`;
        const isSame = ['null', 'true', 'false'].includes(foreign);
        yield { place, message, ...(isSame ? { fix: replace(`Write \`${foreign}\``, place, foreign) } : {}) };
        return;
    }
    const [declaring] = environmentOf(node).declaring(name);
    if (declaring !== undefined && !['Argument', 'Break', 'Continue', 'Mode'].includes(node.$type)) {
        yield {
            place,
            message: `\`${name}\` is declared in \`${declaring}\`, which is not imported.`,
            hint: `Write \`import ${declaring}\`.`,
        };
        return;
    }
    const parent = node.$container;
    const isCalled = isCall(parent) && parent.callee === node;
    const candidates = [...namesFor(node, property).all()].filter(each => !isCalled || CALLABLE.has(each.$type));
    const near = nearest(name, candidates.map(nameOf));
    if (near !== undefined) {
        yield {
            place,
            message: `\`${name}\` is not declared; did you mean \`${near}\`?`,
            fix: replace(`Write \`${near}\``, place, near),
        };
    } else if (isNameReference(node) && isAssignment(parent) && parent.target === node && parent.operator === '=') {
        yield {
            place,
            message: `\`${name}\` is not declared; a register begins with \`let ${name} = …\`.`,
            fix: { title: 'Write `let`', edits: [{ place: { ...place, end: place.start }, text: 'let ' }] },
        };
    } else if (isCalled) {
        yield { place, message: `There is no function \`${name}\`.` };
    } else {
        yield { place, message: `${whatIsMissing(node)} \`${name}\` is not declared.` };
    }
}

function* judgeMember(node: Member, name: string, place: Finding['place']): Iterable<Finding> {
    const { receiver } = node;
    const type = createTyping(new Map()).typeOf(receiver);
    const names = Array.from(namesFor(node, 'member').all(), nameOf);
    if (names.length === 0 && type.kind === 'error') return;
    const owner = type.kind === 'void' || type.kind === 'error' ? `\`${textOf(receiver)}\`` : `\`${showType(type)}\``;
    if (names.length === 0 && type.kind !== 'void') {
        yield { place, message: `A value of type ${owner} has no members.` };
        return;
    }
    const near = nearest(name, names);
    const message = `${owner} has no member \`${name}\``;
    if (near === undefined) yield { place, message: `${message}.` };
    else
        yield {
            place,
            message: `${message}; did you mean \`${near}\`?`,
            fix: replace(`Write \`${near}\``, place, near),
        };
}

/** Words of knobs and policies have rules of their own. */
function isToldElsewhere(node: AstNode): boolean {
    const { $container: container } = node;
    if (isKnob(container)) return true;
    return isOverride(container) && isNameReference(node) && targetOfOverride(container).kind !== 'param';
}

function whatIsMissing(node: AstNode): string {
    switch (node.$type) {
        case 'Type':
            return 'The type';
        case 'Alloc':
            return 'The struct';
        case 'Break':
        case 'Continue':
            return 'No loop around this has the label; the label';
        case 'Mode':
            return 'The mode';
        case 'Lock':
            return 'The lock kind';
        case 'Interrupt':
            return 'The thread';
        case 'Argument':
            return 'The field';
        default:
            return 'The name';
    }
}
