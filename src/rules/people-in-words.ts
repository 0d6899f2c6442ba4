export { peopleInWords } from '../core/people-in-words.ts'
