/** Sentences that belong to no kind of rule. */
export const say = {
  leftAlone: (name: string, why: 'fight' | 'conflict') =>
    why === 'fight'
      ? {
          what: `\`${name}\` was changed back three times within a day, so Reeve leaves it alone now.`,
          fix: 'Settle it between you; the rule counts as broken until then.',
        }
      : {
          what: `Two rules want \`${name}\` to be there and not to be there, so Reeve leaves it alone.`,
          fix: 'Change one of the two rules.',
        },
  tryingAgain: 'Trying again by itself.',
  noLongerInPolicy: 'No longer in the policy.',
}
