import type { OrganisationKind } from '#lib/api/index.ts';

/** The kinds of organisation that hold events. */
export const holders: readonly OrganisationKind[] = ['organizer', 'institution', 'company'];
