import type { IconName } from '#lib/ui/icons.ts';

/** One line of a section's rail. */
export interface OfficeEntry {
	href: string;
	label: string;
	icon: IconName;
	/** How many wait there; nothing is shown for none. */
	count?: number;
	/** What the number counts, for screen readers. */
	countLabel?: string;
}
