// A part of a page as text. Pages hold nothing that has to be waited for: what they show was read before.

export const markup = (part: { toString(): string }): string => part.toString();
