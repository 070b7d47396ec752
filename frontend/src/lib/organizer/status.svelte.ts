/** What the line at the bottom of the organizer's section says. */
export const organizerStatus = $state<{ event: string | null; saved: string; state: string }>({
	event: null,
	saved: '',
	state: ''
});
