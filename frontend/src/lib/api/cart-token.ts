/** The secret of a guest's cart. It is made by the server with the first piece and kept in this browser only. */
const key = 'modrotisk.cart';
let memory: string | null = null;

export function cartToken(): string | null {
	try {
		return localStorage.getItem(key) ?? memory;
	} catch {
		return memory;
	}
}

export function keepCartToken(token: string | null): void {
	memory = token;
	try {
		if (token) localStorage.setItem(key, token);
		else localStorage.removeItem(key);
	} catch {
		// Without storage the cart lasts as long as the page.
	}
}
