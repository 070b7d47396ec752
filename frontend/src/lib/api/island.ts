/**
 * Data that the server wrote into the page beside its first paint, keyed by API address. Every entry is taken
 * once: the first load of a page asks nothing, every later one asks the server.
 */
let island: { language: string; entries: Map<string, unknown> } | null = null;

function read(): { language: string; entries: Map<string, unknown> } {
	if (island) return island;
	const entries = new Map<string, unknown>();
	const element = typeof document === 'undefined' ? null : document.getElementById('island');
	if (element?.textContent) {
		try {
			for (const [key, value] of Object.entries(JSON.parse(element.textContent) as object))
				entries.set(key, value);
		} catch {
			// A damaged island only costs the requests it would have saved.
		}
	}
	island = { language: globalThis.document?.documentElement.lang ?? '', entries };
	return island;
}

export function takeFromIsland<T>(url: string, language: string): T | undefined {
	const found = read();
	if (found.language !== language || !found.entries.has(url)) return undefined;
	const value = found.entries.get(url) as T;
	found.entries.delete(url);
	return value;
}
