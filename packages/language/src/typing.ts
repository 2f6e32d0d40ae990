// The type of every expression and declaration, and the values of constants.
//
// Bounds and lengths may depend on params, and a check may override params: a typing is made for one choice of values.
// What does not make sense has type `error`, which fits everywhere; the diagnostics say so once.
import type { AstNode } from 'langium';
import { evaluateBinary, evaluateUnary } from './arithmetic.ts';
import { environmentOf } from './environment.ts';
import type {
    Call,
    Expression,
    KnobReference,
    Member,
    NameReference,
    Param,
    Type as TypeSyntax,
} from './generated/ast.ts';
import {
    isBits,
    isEnum,
    isEnumMember,
    isExternFn,
    isFn,
    isMode,
    isNameReference,
    isStruct,
    isThread,
    isVar,
    isVma,
    reflection,
} from './generated/ast.ts';
import { hookOf, machineStruct, placesOf } from './machine.ts';
import { builtinOf, knobEnum, lockOperationOf } from './prelude.ts';
import { actorNamedBy, returnsOf } from './threads.ts';
import type { Type } from './types.ts';
import {
    ADDR,
    BOOL,
    ERROR,
    INT,
    isAddress,
    joined,
    NULL,
    REFCOUNT,
    THREAD,
    ULONG,
    VOID,
    widened,
    wrapped,
} from './types.ts';

export interface Typing {
    /** The name of a parameter `p: &T` has type `T`: it stands for the cell. */
    readonly typeOf: (expression: Expression | undefined) => Type;
    /** Of a function: what it returns. */
    readonly typeOfDeclaration: (declaration: AstNode | undefined) => Type;
    readonly typeOfSyntax: (syntax: TypeSyntax | undefined) => Type;
    /** Truth is 1 or 0, a member of an enum its index. Absent: not a constant. */
    readonly constant: (expression: Expression | undefined) => number | undefined;
}

export function createTyping(
    overrides: ReadonlyMap<Param, number>,
    /** The value of `machine.NAME`. */
    machine: (name: string) => number | undefined = () => undefined,
): Typing {
    const types = new Map<AstNode, Type>();
    /** Apart from the others: a quantifier is an expression, and declares its variable. */
    const typesOfDeclarations = new Map<AstNode, Type>();
    const constants = new Map<AstNode, { readonly value: number | undefined }>();

    const typing: Typing = {
        typeOf: expression => memoized(types, expression, computeType),
        typeOfDeclaration: declaration => memoized(typesOfDeclarations, declaration, computeDeclarationType),
        typeOfSyntax: syntax => memoized(types, syntax, computeSyntaxType),
        constant,
    };
    const { typeOf, typeOfDeclaration, typeOfSyntax } = typing;
    return typing;

    /** A node whose type is asked for while it is computed is part of a circle, and has none. */
    function memoized<T extends AstNode>(
        memo: Map<AstNode, Type>,
        node: T | undefined,
        compute: (node: T) => Type,
    ): Type {
        if (node === undefined) return ERROR;
        const known = memo.get(node);
        if (known !== undefined) return known;
        memo.set(node, ERROR);
        const type = compute(node);
        memo.set(node, type);
        return type;
    }

    function computeType(expression: Expression): Type {
        switch (expression.$type) {
            case 'NumberLiteral':
                return { kind: 'int', low: expression.value, high: expression.value };
            case 'BooleanLiteral':
            case 'AtExpression':
                return BOOL;
            case 'NullLiteral':
                return NULL;
            case 'Group':
                return typeOf(expression.inner);
            case 'Cast':
                return castType(expression.type);
            case 'Quantifier':
                return expression.quantifier === 'count' ? INT : BOOL;
            case 'Alloc': {
                const declaration = expression.struct?.ref;
                return declaration === undefined ? ERROR : { kind: 'ref', declaration, nullable: true };
            }
            case 'InterruptibleWait':
                return INT;
            case 'KnobReference':
                return typeOfKnob(expression);
            case 'Current':
                return expression.kind === 'current' ? THREAD : VOID;
            case 'NameReference':
                return typeOfName(expression);
            case 'Member':
                return typeOfMember(expression);
            case 'Index': {
                const array = typeOf(expression.array);
                return array.kind === 'array' ? array.of : ERROR;
            }
            case 'Call':
                return typeOfCall(expression);
            case 'UnaryExpression':
                return typeOfUnary(expression.operator, expression.operand, expression);
            case 'BinaryExpression':
                return typeOfBinary(expression);
        }
    }

    function typeOfKnob(reference: KnobReference): Type {
        const words = environmentOf(reference).prelude?.declarations.find(
            declaration => isEnum(declaration) && declaration.name === knobEnum(reference.knob ?? ''),
        );
        if (isEnum(words)) return { kind: 'enum', declaration: words };
        const value = machine(reference.knob ?? '');
        return value === undefined ? INT : { kind: 'int', low: value, high: value };
    }

    function typeOfName(reference: NameReference): Type {
        const declaration = reference.reference?.ref;
        if (isFn(declaration) || isExternFn(declaration)) return VOID;
        const type = typeOfDeclaration(declaration);
        return type.kind === 'cell' ? type.of : type;
    }

    function typeOfMember(member: Member): Type {
        const declaration = member.member?.ref;
        if (isExternFn(declaration)) return VOID;
        const actor = actorNamedBy(member.receiver);
        if (
            isVar(declaration) &&
            declaration.name === 'result' &&
            isThread(actor) &&
            declaration.$container.$type === 'Struct' &&
            declaration.$container.extern
        ) {
            const [first] = returnsOf(actor);
            return first?.value === undefined ? INT : widened(typeOf(first.value));
        }
        return typeOfDeclaration(declaration);
    }

    function typeOfCall(call: Call): Type {
        const { callee } = call;
        const declaration = isNameReference(callee)
            ? callee.reference?.ref
            : callee?.$type === 'Member'
              ? callee.member?.ref
              : undefined;
        if (isBits(declaration)) return { kind: 'bits', declaration };
        if (isStruct(declaration) && declaration.local) return { kind: 'ref', declaration, nullable: false };
        if (isFn(declaration)) return typeOfDeclaration(declaration);
        if (!isExternFn(declaration)) return ERROR;
        const result = (builtinOf(declaration) ?? lockOperationOf(declaration)?.operation)?.result;
        switch (result) {
            case undefined:
                return ERROR;
            case 'void':
                return VOID;
            case 'bool':
                return BOOL;
            case 'int':
                return INT;
            case 'unsigned':
                return ULONG;
            case 'thread':
                return THREAD;
            case 'same':
                return widened(typeOf(call.arguments[0]?.value));
            case 'cell': {
                const index = builtinOf(declaration)?.parameters.findIndex(parameter => parameter.type === 'cell');
                const cell = typeOf(call.arguments[index ?? 0]?.value);
                return cell.kind === 'cell' ? cell.of : cell;
            }
            case 'element': {
                const list = typeOf(callee?.$type === 'Member' ? callee.receiver : call.arguments[0]?.value);
                return list.kind === 'list' ? list.of : ERROR;
            }
        }
    }

    function typeOfUnary(operator: string, operand: Expression, whole: Expression): Type {
        const type = typeOf(operand);
        switch (operator) {
            case '!':
                return BOOL;
            case '&':
                return addressType(type);
            default: {
                if (type.kind === 'unsigned') return type;
                if (type.kind !== 'int') return ERROR;
                const value = constant(whole);
                return value === undefined ? joined(type, INT) : { kind: 'int', low: value, high: value };
            }
        }
    }

    function typeOfBinary(expression: Expression & { $type: 'BinaryExpression' }): Type {
        switch (expression.operator) {
            case '==':
            case '!=':
            case '<':
            case '<=':
            case '>':
            case '>=':
            case '&&':
            case '||':
                return BOOL;
            default: {
                const [left, right] = [typeOf(expression.left), typeOf(expression.right)];
                if (isAddress(left) && isAddress(right) && expression.operator === '-') return ULONG;
                const isShift = expression.operator === '<<' || expression.operator === '>>';
                if (left.kind === 'unsigned' && (right.kind !== 'unsigned' || isShift)) return left;
                if (right.kind === 'unsigned' && !isShift) {
                    return left.kind === 'unsigned' && left.bits > right.bits ? left : right;
                }
                if (left.kind !== 'int') return ERROR;
                const value = constant(expression);
                if (value !== undefined) return { kind: 'int', low: value, high: value };
                return joined(right.kind === 'int' ? joined(left, right) : left, INT);
            }
        }
    }

    function computeDeclarationType(declaration: AstNode): Type {
        if (!reflection.isSubtype(declaration.$type, 'Named')) return ERROR;
        return declaredType(declaration as never);
    }

    function declaredType(declaration: import('./generated/ast.ts').Named): Type {
        switch (declaration.$type) {
            case 'Param':
            case 'Let':
                return declaration.type === undefined
                    ? widened(typeOf(declaration.value))
                    : valueType(declaration.type);
            case 'Const':
                return declaration.type === undefined ? typeOf(declaration.value) : typeOfSyntax(declaration.type);
            case 'Var': {
                const type =
                    declaration.type !== undefined
                        ? typeOfSyntax(declaration.type)
                        : declaration.value !== undefined
                          ? widened(typeOf(declaration.value))
                          : INT;
                return arrayed(type, declaration.length);
            }
            case 'Lock': {
                const kind = declaration.lockKind?.ref;
                return kind === undefined ? ERROR : arrayed({ kind: 'lock', declaration: kind }, declaration.length);
            }
            case 'EnumMember':
                return { kind: 'enum', declaration: declaration.$container };
            case 'Parameter': {
                if (declaration.type !== undefined) return typeOfSyntax(declaration.type);
                // Of a filesystem's hook: what the hook says.
                const hook = hookOf(declaration.$container);
                return typeOfDeclaration(hook?.parameters[(declaration.$containerIndex ?? 0) + 1]);
            }
            case 'BitsField':
            case 'Stack':
                return typeOfSyntax(declaration.type);
            case 'Mode':
                return { kind: 'int', low: 0, high: Math.max(0, declaration.$container.modes.length - 1) };
            case 'Fn': {
                const { returnType } = hookOf(declaration) ?? declaration;
                return returnType === undefined ? VOID : valueType(returnType);
            }
            case 'Mm':
                return objectOf(declaration, 'mm');
            case 'File':
                return objectOf(declaration, 'inode');
            case 'Vma':
                return ADDR;
            case 'ExternFn':
                return VOID;
            case 'Thread':
                return arrayed(THREAD, declaration.count);
            case 'Device':
            case 'Interrupt':
            case 'Event':
            case 'MachineActor':
                return THREAD;
            case 'EventParameter':
            case 'ChooseValue':
            case 'Quantifier':
                return rangeType(declaration.low, declaration.high);
            case 'Enum':
            case 'Bits':
            case 'Struct':
            case 'ExternParameter':
            case 'TypeAlias':
            case 'Filesystem':
                return ERROR;
        }
    }

    /** What an `mm` or a `file` is: an object of a struct of the machine. */
    function objectOf(node: AstNode, name: string): Type {
        const declaration = machineStruct(node, name);
        return declaration === undefined ? ERROR : { kind: 'struct', declaration };
    }

    /** A struct that is returned or held in a register is a reference to it. */
    function valueType(syntax: TypeSyntax): Type {
        const type = typeOfSyntax(syntax);
        return type.kind === 'struct' ? { kind: 'ref', declaration: type.declaration, nullable: false } : type;
    }

    function arrayed(type: Type, length: Expression | undefined): Type {
        return length === undefined ? type : { kind: 'array', of: type, length: Math.max(0, constant(length) ?? 0) };
    }

    function rangeType(low: Expression | undefined, high: Expression | undefined): Type {
        const unsigned = [typeOf(low), typeOf(high)].find(type => type.kind === 'unsigned');
        if (unsigned !== undefined) return unsigned;
        const [from, to] = [constant(low), constant(high)];
        return from === undefined || to === undefined || from > to ? INT : { kind: 'int', low: from, high: to };
    }

    function computeSyntaxType(syntax: TypeSyntax): Type {
        if (syntax.list) {
            return { kind: 'list', of: valueType(syntax.of!), capacity: Math.max(0, constant(syntax.capacity) ?? 0) };
        }
        if (syntax.cell) return { kind: 'cell', of: typeOfSyntax(syntax.of) };
        if (syntax.primitive !== undefined) {
            if (syntax.primitive === 'bool') return BOOL;
            if (syntax.primitive !== 'int') return castType(syntax.primitive);
            return syntax.low === undefined ? INT : rangeType(syntax.low, syntax.high);
        }
        const declaration = syntax.target?.ref;
        switch (declaration?.$type) {
            case undefined:
            case 'TypeAlias':
                return ERROR;
            case 'Enum':
                return { kind: 'enum', declaration };
            case 'Bits':
                return { kind: 'bits', declaration };
            case 'ExternLockKind':
                return { kind: 'lock', declaration };
            case 'Struct':
                if (declaration.extern) {
                    return declaration.name === 'thread' ? { kind: 'thread', nullable: syntax.nullable } : ERROR;
                }
                return syntax.reference || syntax.nullable
                    ? { kind: 'ref', declaration, nullable: syntax.nullable }
                    : { kind: 'struct', declaration };
        }
    }

    function constant(expression: Expression | undefined): number | undefined {
        if (expression === undefined) return undefined;
        const known = constants.get(expression);
        if (known !== undefined) return known.value;
        constants.set(expression, { value: undefined });
        const value = computeConstant(expression);
        constants.set(expression, { value });
        return value;
    }

    function computeConstant(expression: Expression): number | undefined {
        switch (expression.$type) {
            case 'NumberLiteral':
                return expression.value;
            case 'BooleanLiteral':
                return Number(expression.true);
            case 'Group':
                return constant(expression.inner);
            case 'Cast': {
                const value = constant(expression.value);
                return value === undefined ? undefined : wrapped(value, castType(expression.type));
            }
            case 'NameReference':
                return constantNamed(expression.reference?.ref);
            case 'KnobReference':
                return machine(expression.knob ?? '');
            case 'Member':
                return constantNamed(expression.member?.ref);
            case 'UnaryExpression': {
                const value = constant(expression.operand);
                if (value === undefined || expression.operator === '&') return undefined;
                return wrapped(evaluateUnary(expression.operator, value), typeOf(expression.operand));
            }
            case 'BinaryExpression': {
                const left = constant(expression.left);
                if (expression.operator === '&&' && left === 0) return 0;
                if (expression.operator === '||' && left === 1) return 1;
                const right = constant(expression.right);
                if (left === undefined || right === undefined) return undefined;
                const value = evaluateBinary(expression.operator, left, right);
                return value === undefined ? undefined : wrapped(value, operandType(expression));
            }
            default:
                return undefined;
        }
    }

    /** The type that the operation is done in, asked without the value that is being computed. */
    function operandType(expression: Expression & { $type: 'BinaryExpression' }): Type {
        const types = [typeOf(expression.left), typeOf(expression.right)];
        return types.find(type => type.kind === 'unsigned') ?? ERROR;
    }

    function constantNamed(declaration: AstNode | undefined): number | undefined {
        if (isVma(declaration)) {
            const granules = machine('granules');
            const page = placesOf(declaration.$container, constant, machine('pmd_pages')).get(declaration)?.page;
            return granules === undefined || page === undefined ? undefined : page * granules;
        }
        if (isEnumMember(declaration) || isMode(declaration)) return declaration.$containerIndex;
        if (declaration?.$type === 'Param') {
            const param = declaration as Param;
            return overrides.get(param) ?? constant(param.value);
        }
        return declaration?.$type === 'Const' ? constant((declaration as Param).value) : undefined;
    }
}

function castType(name: string): Type {
    switch (name) {
        case 'u8':
            return { kind: 'unsigned', bits: 8, name };
        case 'u16':
            return { kind: 'unsigned', bits: 16, name };
        case 'u32':
            return { kind: 'unsigned', bits: 32, name };
        case 'ulong':
        case 'size_t':
            return { kind: 'unsigned', bits: 16, name };
        case 'addr':
            return ADDR;
        case 'refcount':
            return REFCOUNT;
        case 'int':
            return INT;
        default:
            return ERROR;
    }
}

function addressType(type: Type): Type {
    switch (type.kind) {
        case 'struct':
            return { kind: 'ref', declaration: type.declaration, nullable: false };
        case 'lock':
        case 'array':
        case 'list':
        case 'ref':
        case 'error':
            return type.kind === 'ref' ? { kind: 'cell', of: type } : type;
        default:
            return { kind: 'cell', of: type };
    }
}
