// The operations of a bounded list, `list<T>[n]`. Each is one step on the whole list; a list that needs a lock is the script's to lock.
import type { Builtin, BuiltinParameter } from '../builtin.ts';

const LIST: BuiltinParameter = { name: 'list', type: 'list' };
const ELEMENT: BuiltinParameter = { name: 'element', type: 'element' };

export const lists: readonly Builtin[] = [
    {
        name: 'push',
        documentation: `Adds an element behind the last (\`list_add_tail()\`). One more than the list has room for is \`bug range\`.`,
        parameters: [LIST, ELEMENT],
        result: 'void',
        semantics: { kind: 'list', operation: 'push' },
        sleeps: false,
    },
    {
        name: 'pop',
        documentation: `Removes the first element and returns it (\`list_first_entry()\` and \`list_del()\`). From an empty list it is \`bug range\`.`,
        parameters: [LIST],
        result: 'element',
        semantics: { kind: 'list', operation: 'pop' },
        sleeps: false,
    },
    {
        name: 'first',
        documentation: `Returns the first element and leaves it there (\`list_first_entry()\`). From an empty list it is \`bug range\`.`,
        parameters: [LIST],
        result: 'element',
        semantics: { kind: 'list', operation: 'first' },
        sleeps: false,
    },
    {
        name: 'remove',
        documentation: `Removes the first element that is equal, if there is one (\`list_del_init()\`), and says whether there was.`,
        parameters: [LIST, ELEMENT],
        result: 'bool',
        semantics: { kind: 'list', operation: 'remove' },
        sleeps: false,
    },
    {
        name: 'contains',
        documentation: `Whether an element is in the list.`,
        parameters: [LIST, ELEMENT],
        result: 'bool',
        semantics: { kind: 'list', operation: 'contains' },
        sleeps: false,
    },
    {
        name: 'empty',
        documentation: `Whether the list has no element (\`list_empty()\`).`,
        parameters: [LIST],
        result: 'bool',
        semantics: { kind: 'list', operation: 'empty' },
        sleeps: false,
    },
];
