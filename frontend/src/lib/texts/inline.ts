/** The few marks a standing text may use inside a line, as parts that a template can lay out without raw HTML. */
export type Part =
	| { kind: 'text'; text: string }
	| { kind: 'strong'; text: string }
	| { kind: 'link'; text: string; target: string };

export function parts(line: string): Part[] {
	const found: Part[] = [];
	let at = 0;
	for (const match of line.matchAll(/\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)]+)\)/g)) {
		if (match.index > at) found.push({ kind: 'text', text: line.slice(at, match.index) });
		if (match[1]) found.push({ kind: 'strong', text: match[1] });
		else found.push({ kind: 'link', text: match[2] ?? '', target: match[3] ?? '' });
		at = match.index + match[0].length;
	}
	if (at < line.length) found.push({ kind: 'text', text: line.slice(at) });
	return found;
}

export type Block = { kind: 'paragraph'; lines: [string] } | { kind: 'list'; lines: string[] };

/** Lines to paragraphs and lists. */
export function blocks(body: string[]): Block[] {
	const result: Block[] = [];
	for (const line of body) {
		const last = result.at(-1);
		if (!line.startsWith('- ')) result.push({ kind: 'paragraph', lines: [line] });
		else if (last?.kind === 'list') last.lines.push(line.slice(2));
		else result.push({ kind: 'list', lines: [line.slice(2)] });
	}
	return result;
}
