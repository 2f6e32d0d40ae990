// What a function of the language itself is (READ_ONCE, smp_mb, irq_save, …): its face for typing and documentation, and
// its meaning for the compiler. The operations of locks are not here: they are in `locks/`.

export interface Builtin {
    readonly name: string;
    /** Markdown, first sentence first. */
    readonly documentation: string;
    readonly parameters: readonly BuiltinParameter[];
    /** `cell`: the type of the first argument's cell. `same`: the type of the first argument. `element`: of the list's elements. */
    readonly result: 'void' | 'bool' | 'int' | 'same' | 'cell' | 'element' | 'thread' | 'unsigned';
    readonly semantics: BuiltinSemantics;
    /** Entered in atomic context it is `sleep-in-atomic`. */
    readonly sleeps: boolean;
}

export interface BuiltinParameter {
    readonly name: string;
    /**
     * `cell`: a shared cell, written bare (`READ_ONCE(x)`) or with `&`. `value`: a value of that cell's type. `field`: a bool field of
     * a `bits` cell (`set_bit(pte.dirty)`), or a bool cell. `element`: of the list's element type. `function`: the name of a
     * function. `expression`: any value.
     */
    readonly type:
        | 'cell'
        | 'field'
        | 'value'
        | 'int'
        | 'bool'
        | 'unsigned'
        | 'thread'
        | 'ref'
        | 'list'
        | 'element'
        | 'function'
        | 'lock'
        | 'expression';
}

export type BuiltinSemantics =
    | { readonly kind: 'load' }
    | { readonly kind: 'store' }
    /** A plain access that must not be reported as a race: `data_race(x)`. */
    | { readonly kind: 'data-race' }
    | { readonly kind: 'rmw'; readonly rmw: Rmw }
    | { readonly kind: 'fence'; readonly drains: boolean; readonly isStep: boolean }
    | { readonly kind: 'context'; readonly operation: ContextOperation }
    | { readonly kind: 'rcu'; readonly operation: 'read_lock' | 'read_unlock' | 'synchronize' | 'call' }
    | { readonly kind: 'signal'; readonly operation: 'send' | 'pending' | 'fatal_pending' }
    | { readonly kind: 'list'; readonly operation: 'push' | 'pop' | 'first' | 'remove' | 'contains' | 'empty' }
    | { readonly kind: 'machine'; readonly operation: MachineOperation }
    | { readonly kind: 'property'; readonly operation: 'ended' | 'held' | 'held_by' };

/** `fresh`: the present life of what a reference names. `nth`: an object that stands further on in its pool. */
export type MachineOperation =
    | 'stale'
    | 'fresh'
    | 'nth'
    | 'data_load'
    | 'data_store'
    /** Numbers of the CPU and of the actor that ask, and whether an interrupt could be taken there now. */
    | 'cpu'
    | 'actor'
    | 'interruptible';

export type ContextOperation =
    | 'irq_disable'
    | 'irq_enable'
    | 'irq_save'
    | 'irq_restore'
    | 'preempt_disable'
    | 'preempt_enable'
    | 'pagefault_disable'
    | 'pagefault_enable'
    | 'might_sleep'
    | 'in_atomic'
    | 'irqs_disabled'
    | 'faulthandler_disabled'
    | 'pagefault_disabled';

/**
 * `new` is computed from `old` and the operand; a conditional one changes memory only where its condition holds. Its arguments
 * are told apart by their names: `value` is the operand, `expected` and `unless` are what `old` is compared with.
 */
export interface Rmw {
    readonly compute: 'add' | 'sub' | 'or' | 'and-not' | 'xor' | 'and' | 'exchange';
    /** `equal`: `old` is `expected`. `unless`: `old` is not `unless`, which is 0 where it is no argument. */
    readonly condition: 'always' | 'equal' | 'unless';
    /** `succeeded`: whether memory was changed. `old-bit`: the field as it was. */
    readonly returns: 'void' | 'old' | 'new' | 'succeeded' | 'new-is-zero' | 'old-bit';
    /** The operand when it is not an argument (`inc` is add 1); `field`: the bit of the `field` argument. */
    readonly operand: number | 'argument' | 'field';
    /** What it promises to order. A conditional one promises it where it succeeds. (`tso` gives every value-returning one `full`.) */
    readonly order: 'relaxed' | 'acquire' | 'release' | 'full';
}
