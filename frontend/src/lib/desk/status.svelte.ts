/** What the line at the bottom of the desk says about the open decision. */
export const deskStatus = $state<{ draft: string | null }>({ draft: null });
