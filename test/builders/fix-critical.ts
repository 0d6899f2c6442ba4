/** A rule, as it stands under `rules:`, that says and does something an hour after `critical` and again an hour later. */
export const fixCritical = `fix-critical:
    kind: sla
    why: Fix in 2 hours
    when: is:issue label:critical
    within: 2h
    warn: [1h left]
    on-warn: [{ comment: An hour is left. }]
    on-breach: [{ label: overdue }]`
