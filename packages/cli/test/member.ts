// What a thread of a team runs in tests.
import { search } from '../src/team.ts';

search();
