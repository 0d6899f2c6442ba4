/**
 * The operations of GitHub's REST API that a policy app may use, by the names of GitHub's own description.
 * Cut wider than today's need, so that a new rule kind seldom means cutting again.
 */
export const operations: Readonly<Record<string, string>> = {
  apps: `get-authenticated get-webhook-config-for-app list-webhook-deliveries get-webhook-delivery
    redeliver-webhook-delivery list-installations get-installation create-installation-access-token get-by-slug
    list-repos-accessible-to-installation revoke-installation-access-token get-org-installation
    get-repo-installation get-user-installation create-from-manifest`,
  activity: 'list-repo-events',
  issues: `list-assignees check-user-can-be-assigned list-for-repo create list-comments-for-repo get-comment
    update-comment delete-comment list-events-for-repo get-event get update add-assignees remove-assignees
    check-user-can-be-assigned-to-issue list-comments create-comment list-events list-labels-on-issue add-labels
    set-labels remove-all-labels remove-label lock unlock get-parent remove-sub-issue list-sub-issues
    add-sub-issue list-dependencies-blocked-by list-dependencies-blocking list-events-for-timeline
    list-labels-for-repo create-label get-label update-label delete-label list-milestones create-milestone
    get-milestone update-milestone list-labels-for-milestone pin-comment unpin-comment`,
  pulls: `list create get update list-review-comments list-review-comments-for-repo create-review-comment
    list-commits list-files check-if-merged merge list-requested-reviewers request-reviewers
    remove-requested-reviewers list-reviews create-review get-review dismiss-review submit-review update-branch`,
  checks: `create get update list-annotations rerequest-run create-suite get-suite list-for-suite
    rerequest-suite list-for-ref list-suites-for-ref`,
  repos: `get update list-for-org list-branches get-branch get-branch-protection get-branch-rules
    get-status-checks-protection list-collaborators check-collaborator get-collaborator-permission-level
    list-commits list-branches-for-head-commit list-pull-requests-associated-with-commit get-commit
    get-combined-status-for-ref list-commit-statuses-for-ref create-commit-status compare-commits-with-basehead
    create-commit-comment get-content create-or-update-file-contents delete-file list-deployments
    create-deployment get-deployment list-deployment-statuses create-deployment-status get-deployment-status
    create-dispatch-event get-all-environments get-environment get-all-deployment-protection-rules
    create-deployment-protection-rule list-custom-deployment-rule-integrations list-releases create-release
    get-latest-release get-release-by-tag get-release update-release generate-release-notes
    get-repo-rulesets get-repo-ruleset get-org-ruleset list-tags list-teams get-all-topics list-issue-types
    custom-properties-for-repos-get-repository-values codeowners-errors`,
  teams: `list get-by-name list-members-in-org get-membership-for-user-in-org list-repos-in-org
    check-permissions-for-repo-in-org list-child-in-org
    add-or-update-membership-for-user-in-org remove-membership-for-user-in-org`,
  orgs: `get list-members check-membership-for-user get-membership-for-user list-issue-types list-issue-fields
    list-outside-collaborators`,
  reactions: `list-for-issue-comment create-for-issue-comment delete-for-issue-comment list-for-issue
    create-for-issue delete-for-issue`,
  git: `get-ref list-matching-refs create-ref update-ref get-commit get-tag get-tree get-blob`,
  actions: `get-workflow-run list-workflow-runs-for-repo get-reviews-for-run review-custom-gates-for-run
    get-pending-deployments-for-run review-pending-deployments-for-run cancel-workflow-run re-run-workflow
    create-workflow-dispatch list-repo-workflows list-jobs-for-workflow-run`,
  search: `issues-and-pull-requests commits labels`,
  users: `get-by-username get-authenticated`,
  'rate-limit': `get`,
  meta: `root get get-all-versions`,
  markdown: `render`,
}

/** `issues/add-labels` and its like, one for each operation. */
export function operationIds(): string[] {
  return Object.entries(operations).flatMap(([group, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => `${group}/${name}`),
  )
}
