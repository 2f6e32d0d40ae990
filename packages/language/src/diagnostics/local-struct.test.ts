import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('what an object of a local struct may be', () =>
    checkDiagnostics(`
local struct request { count: int 0..9 = 3; urgent: bool }
struct node { var v = 0 }
fn handle(r: request, n: int): int {
    r.count += n
    return r.count
}
fn again(r: request): int { return handle((r), 1) }
thread t {
    let r = request(count: 1)
    let s: request = (request())
    if handle(request(), 1) == 4 && again(r) == 2 { s.urgent = r.urgent }
}
final counted: t.r.count == 2 && !t.s.urgent
`));

test('what it may not be', () =>
    checkDiagnostics(`
local struct request { count: int 0..9 = 3 }
local struct outer { r: request }
//                      ^^^^^^^ error[local-struct]: Only a parameter may have the type \`request\`: its objects are registers.
type alias = request
var shared: alias
//          ^^^^^ error[local-struct]: Only a parameter may have the type \`request\`: its objects are registers.
struct node { var r: ref request }
//                   ^^^^^^^^^^^ error[local-struct]: Only a parameter may have the type \`request\`: its objects are registers.
fn by_reference(r: ref request) { }
//                 ^^^^^^^^^^^ error[local-struct]: An object of \`request\` is passed by reference, and is never null; write \`request\`.
fn perhaps(r: request?) { }
//            ^^^^^^^^ error[local-struct]: An object of \`request\` is passed by reference, and is never null; write \`request\`.
fn made(): request { return request() }
//         ^^^^^^^ error[local-struct]: Only a parameter may have the type \`request\`: its objects are registers.
//                          ^^^^^^^^^ error[local-struct]: An object of \`request\` is no value.
thread t {
    let r = request(count: 1)
    let s = r
//          ^ error[local-struct]: This would be another name of \`r\`; use that one.
    assert request().count == 3
//         ^^^^^^^^^ error[local-struct]: An object of \`request\` is no value.
    if r == s { r.count = 1 }
//     ^ error[local-struct]: An object of \`request\` is no value.
//          ^ error[local-struct]: An object of \`request\` is no value.
    return r
//         ^ error[local-struct]: An object of \`request\` is no value.
}
thread u {
    let r = request()
    r = request()
//  ^ error[local-struct]: \`r\` is a name of its object for good; assign to its fields.
//      ^^^^^^^^^ error[local-struct]: An object of \`request\` is no value.
}
invariant same: u.r != null
//              ^^^ error[local-struct]: An object of \`request\` is no value.
`));

test('what it is made of', () =>
    checkDiagnostics(`
local struct request pool 2 {
//           ^^^^^^^ error[local-struct]: A local struct has no pool: its objects are registers.
    lock l: mutex
//  ^^^^^^^^^^^^^ error[local-struct]: The fields of a local struct are registers: \`name: type = value\`.
    var a[2]: int
//  ^^^^^^^^^^^^^ error[local-struct]: The fields of a local struct are registers: \`name: type = value\`.
    var count: int
}
`));
