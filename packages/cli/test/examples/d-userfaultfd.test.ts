import { testExamples } from '../examples.ts';

testExamples('d-userfaultfd');
