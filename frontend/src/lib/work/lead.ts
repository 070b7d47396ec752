/** Leads to a field from a checklist: in view, with the focus, wherever it is folded away. */
export function lead(event: MouseEvent | null, id: string): void {
	const target = document.getElementById(id);
	if (!target) return;
	event?.preventDefault();
	target.closest('details')?.setAttribute('open', '');
	target.scrollIntoView({ block: 'center' });
	target.focus({ preventScroll: true });
}
