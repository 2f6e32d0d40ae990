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
import { calleeOf, expectedIn } from '../expected.ts';
import { hintForMapping, isSameType } from '../fit.ts';
import type { Member, NameReference, Override } from '../generated/ast.ts';
import {
    isArgument,
    isAssignment,
    isBinaryExpression,
    isBits,
    isCall,
    isExternFn,
    isFn,
    isKnob,
    isMatchArm,
    isMember,
    isMode,
    isNameReference,
    isOverride,
    isStruct,
} from '../generated/ast.ts';
import { nearest } from '../names.ts';
import { targetOfOverride } from '../override-target.ts';
import { placeOf, placeOfProperty, textOf } from '../place.ts';
import { qualifiedByModule } from '../qualified-by-module.ts';
import type { Finding, Rule } from '../rule.ts';
import { codeList, replace } from '../rule.ts';
import { expectedNames, modesSeenFrom, nameOf, namesFor } from '../scope.ts';
import { actorNamedBy } from '../threads.ts';
import type { Type } from '../types.ts';
import { showType } from '../types.ts';
import type { Typing } from '../typing.ts';
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
    if (isNameReference(node) && qualifiedByModule(node) !== undefined) return;
    if (isArgument(node) && calleeOf(node.$container) === undefined) return;
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
    const choice = isNameReference(node) ? choiceFor(node) : undefined;
    if (choice?.names.length === 0) return;
    const accepts = (each: AstNode) => (!isCalled || isCallable(each)) && (choice?.accepts(each) ?? true);
    const candidates = [...namesFor(node, property).all()].filter(accepts);
    const near = nearest(name, candidates.map(nameOf));
    if (near !== undefined) {
        yield {
            place,
            message: `\`${name}\` is not declared; did you mean \`${near}\`?`,
            fix: replace(`Write \`${near}\``, place, near),
        };
    } else if (choice !== undefined) {
        yield { place, message: `\`${name}\` is no ${choice.what}; there are ${codeList(choice.names)}.` };
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

/** What may stand at a place that takes little. */
interface Choice {
    readonly what: string;
    /** Without any, what they depend on is a mistake itself. */
    readonly names: readonly string[];
    readonly accepts: (declaration: AstNode) => boolean;
}

function choiceFor(node: NameReference): Choice | undefined {
    const typing = createTyping(new Map());
    const parent = node.$container;
    if (isArgument(parent)) {
        const call = parent.$container;
        const callee = isCall(call) ? calleeOf(call) : undefined;
        const index = parent.$containerIndex ?? 0;
        if (callee?.kind === 'lock' && index > 0 && callee.operation.parameters[index - 1]?.type === 'mode') {
            const lock = call.arguments[0]?.value;
            const names = typing.typeOf(lock).kind === 'lock' ? expectedNames(node).map(nameOf) : [];
            const what = `mode of \`${lock === undefined ? '' : textOf(lock)}\``;
            return { what, names: [...new Set(names)], accepts: isMode };
        }
        // The mistake is the name of the operation.
        const isModeOfSome = modesSeenFrom(node).some(mode => mode.name === node.reference.$refText);
        if (callee === undefined && isModeOfSome) return { what: '', names: [], accepts: isMode };
    }
    const type = isOverride(parent) && parent.value === node ? typeToSet(parent, typing) : typeBeside(node, typing);
    if (type?.kind !== 'enum') return undefined;
    const accepts = (each: AstNode) => isSameType(typing.typeOfDeclaration(each), type);
    return { what: `\`${showType(type)}\``, names: type.declaration.members.map(nameOf), accepts };
}

function typeToSet(override: Override, typing: Typing): Type | undefined {
    const target = targetOfOverride(override);
    return target.kind === 'param' ? typing.typeOfDeclaration(target.param) : undefined;
}

/** The type that the place asks for, or that the value is compared with. */
function typeBeside(node: NameReference, typing: Typing): Type | undefined {
    const parent = node.$container;
    if (isBinaryExpression(parent)) {
        const isComparison = parent.operator === '==' || parent.operator === '!=';
        return isComparison ? typing.typeOf(parent.left === node ? parent.right : parent.left) : undefined;
    }
    const around = isArgument(parent) || isMatchArm(parent) ? parent.$container : parent;
    return expectedIn(around, typing).find(({ expression }) => expression === node)?.type;
}

function isCallable(node: AstNode): boolean {
    return isBits(node) || isExternFn(node) || isFn(node) || (isStruct(node) && node.local);
}

function* judgeMember(node: Member, name: string, place: Finding['place']): Iterable<Finding> {
    const { receiver } = node;
    if (isNameReference(receiver) && qualifiedByModule(receiver) !== undefined) {
        const message = `\`${name}\` of \`${textOf(receiver)}\` is written without its module here: \`${name}\`.`;
        yield { place: placeOf(node), message, fix: replace(`Write \`${name}\``, placeOf(node), name) };
        return;
    }
    const type = createTyping(new Map()).typeOf(receiver);
    const names = Array.from(namesFor(node, 'member').all(), nameOf);
    if (names.length === 0 && type.kind === 'error') return;
    const isNamed = type.kind === 'void' || type.kind === 'error' || actorNamedBy(receiver) !== undefined;
    const owner = isNamed ? `\`${textOf(receiver)}\`` : `\`${showType(type)}\``;
    if (names.length === 0 && type.kind !== 'void') {
        const hint = hintForMapping(receiver);
        yield { place, message: `A value of type ${owner} has no members.`, ...(hint === undefined ? {} : { hint }) };
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
