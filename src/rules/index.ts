import { assign } from './assign/rule.ts'
import { checklist } from './checklist/rule.ts'
import { form } from './form/rule.ts'
import { labelGroup } from './label-group/rule.ts'
import { labelGuard } from './label-guard/rule.ts'
import { linkedIssue } from './linked-issue/rule.ts'
import { mentions } from './mentions/rule.ts'
import { paths } from './paths/rule.ts'
import { project } from './project/rule.ts'
import { releaseWindow } from './release-window/rule.ts'
import { require } from './require/rule.ts'
import { schemaDeprecation } from './schema-deprecation/rule.ts'
import { signOff } from './sign-off/rule.ts'
import { sla } from './sla/rule.ts'
import { workflow } from './workflow/rule.ts'

/** Every kind of rule that a policy can use. A new one is one folder and one line here. */
export const ruleKinds = [
  require,
  labelGroup,
  labelGuard,
  sla,
  releaseWindow,
  linkedIssue,
  paths,
  form,
  mentions,
  signOff,
  checklist,
  workflow,
  project,
  assign,
  schemaDeprecation,
] as const
