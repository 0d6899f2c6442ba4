import type { Annotation } from '../core/effect.ts'
import type { Problem } from '../core/policy.ts'
import type { CheckText } from './check.ts'

/** The check of a commit whose policy has mistakes: they come first, each on its line; the last good policy stays in force. */
export function withProblems(text: CheckText, problems: readonly Problem[]): CheckText {
  if (problems.length === 0) return text
  const errors = problems.filter(({ level }) => level === 'error')
  const annotations = [...problems.map(annotationOf), ...(text.annotations ?? [])]
  if (errors.length === 0) return { ...text, annotations }
  const list = errors.map(({ file, line, message, fix }) => `- \`${file}:${line}\` ${message} ${fix}`)
  const { status: _status, ...rest } = text
  return {
    ...rest,
    conclusion: 'failure',
    title: errors.length === 1 ? 'The policy has a mistake' : `The policy has ${errors.length} mistakes`,
    summary: [
      'The policy cannot take effect with these mistakes. The last good one stays in force; where there is none yet, no rule is kept.',
      list.join('\n'),
      text.summary,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    annotations,
  }
}

function annotationOf({ file, line, level, message, why, fix }: Problem): Annotation {
  return {
    path: file,
    line,
    level: level === 'error' ? 'failure' : 'warning',
    title: message.slice(0, 255),
    message: `${why} ${fix}`,
  }
}
