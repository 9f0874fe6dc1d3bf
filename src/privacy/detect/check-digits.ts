// Check-digit schemes, each over a text of digits (and letters where the scheme has them) without separators.

/** Luhn, ISO/IEC 7812-1 annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, isDoubled = false; i >= 0; i--, isDoubled = !isDoubled) {
    const digit = digits.charCodeAt(i) - 48;
    const value = isDoubled ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

// J. Verhoeff, Error Detecting Decimal Codes (1969): the dihedral group D5 and powers of one permutation.
const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function multiplyD5(left: number, right: number): number {
  if (left < 5) return right < 5 ? (left + right) % 5 : 5 + ((left + right) % 5);
  return right < 5 ? 5 + ((left - right) % 5) : (left - right + 5) % 5;
}

const POWERS: readonly (readonly number[])[] = powersOf(PERMUTATION, 8);

function powersOf(permutation: readonly number[], count: number): number[][] {
  const powers = [permutation.map((_, digit) => digit)];
  while (powers.length < count) {
    const last = powers.at(-1) as number[];
    powers.push(last.map((digit) => permutation[digit] as number));
  }
  return powers;
}

export function passesVerhoeff(digits: string): boolean {
  let check = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    check = multiplyD5(check, (POWERS[i % POWERS.length] as readonly number[])[digit] as number);
  }
  return check === 0;
}

/** ISO 7064 MOD 97-10 as ISO 13616 applies it: the first four characters go to the end, letters count from 10. */
export function passesMod97(iban: string): boolean {
  const moved = iban.slice(4) + iban.slice(0, 4);
  let rest = 0;
  for (const char of moved) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** ISO 7064 MOD 11-2, the last character being 0 to 9 or X (GB 11643-1999). */
export function passesMod11x2(text: string): boolean {
  let product = 0;
  for (let i = 0; i < text.length - 1; i++) product = ((product + text.charCodeAt(i) - 48) * 2) % 11;
  const last = text.at(-1) === "X" ? 10 : text.charCodeAt(text.length - 1) - 48;
  return (product + last) % 11 === 1;
}

const MY_NUMBER_WEIGHTS = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/** Ministerial ordinance no. 85 of 2014 (Ministry of Internal Affairs and Communications), art. 5. */
export function passesMyNumber(digits: string): boolean {
  const sum = MY_NUMBER_WEIGHTS.reduce((total, weight, i) => total + weight * (digits.charCodeAt(i) - 48), 0);
  const rest = sum % 11;
  return digits.charCodeAt(11) - 48 === (rest <= 1 ? 0 : 11 - rest);
}
