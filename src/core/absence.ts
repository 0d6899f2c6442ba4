/**
 * Why nothing can be done in a repository: Reeve was taken off it or off its owner, its installation is suspended, nobody can
 * write there, it is no more.
 */
export type Absence = 'uninstalled' | 'suspended' | 'archived' | 'deleted'
