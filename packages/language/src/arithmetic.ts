// What operators do with constants: C's meaning, without overflow.

export function evaluateUnary(operator: string, value: number): number {
    switch (operator) {
        case '!':
            return Number(value === 0);
        case '-':
            return 0 - value;
        case '~':
            return -value - 1;
        default:
            return value;
    }
}

/** Absent where the operation has no value: division by zero, a shift out of bounds. */
export function evaluateBinary(operator: string, left: number, right: number): number | undefined {
    switch (operator) {
        case '+':
            return left + right;
        case '-':
            return left - right;
        case '*':
            return safe(left * right);
        case '/':
            return right === 0 ? undefined : Math.trunc(left / right);
        case '%':
            return right === 0 ? undefined : left % right || 0;
        case '<<':
            return right < 0 || right > 31 ? undefined : safe(left * 2 ** right);
        case '>>':
            return right < 0 || right > 31 ? undefined : Math.floor(left / 2 ** right);
        case '<':
            return Number(left < right);
        case '<=':
            return Number(left <= right);
        case '>':
            return Number(left > right);
        case '>=':
            return Number(left >= right);
        case '==':
            return Number(left === right);
        case '!=':
            return Number(left !== right);
        case '&':
            return bitwise(left, right, (a, b) => a & b);
        case '|':
            return bitwise(left, right, (a, b) => a | b);
        case '^':
            return bitwise(left, right, (a, b) => a ^ b);
        case '&&':
            return Number(left !== 0 && right !== 0);
        case '||':
            return Number(left !== 0 || right !== 0);
        default:
            return undefined;
    }
}

function bitwise(left: number, right: number, operation: (left: bigint, right: bigint) => bigint): number {
    return Number(operation(BigInt(left), BigInt(right)));
}

function safe(value: number): number | undefined {
    return Number.isSafeInteger(value) ? value : undefined;
}
