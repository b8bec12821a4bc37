// Types shared by the scripts in overrides/assets. Only the type checker reads this file; it is not published.

/** Reports: board number -> bits of its 8,192 rows (search/lists.js). */
type List = Map<number, Uint8Array>;

type Fold = (text: string) => string;
interface Folder {
  fold: Fold;
  /** Normalized text, and for each of its code units the index in the original text. */
  mapped: (text: string) => [string, number[]];
}

type Sign = "=" | "≥" | "≤" | ">" | "<";
/** Cells are (anchor of a row, index from the end of the row). `of` is the denominator of a rate. */
interface Figure { key: string; names: string[]; cells: [anchor: string, at: number][]; of: [anchor: string, at: number][]; least: number }
/** `label`: the typed label, if it is not one of the figure's names. */
interface FigurePart { figure: Figure; label: string; sign: Sign; number: number }
/** A query for a figure whose name is unknown or ambiguous. */
interface UnknownFigure { label: string; rest: string; choices: string[] }
/** `prefix`: the last number is a prefix. */
interface WordPart { word: string; quoted?: boolean; ignorePunctuation?: boolean; prefix?: boolean; unknown?: UnknownFigure }
interface YearPart { year: number }
interface PinyinPart { sound: string }
type QueryPart = WordPart | FigurePart | YearPart | PinyinPart;
interface FigureNames {
  all: string[];
  find: (label: string) => { figure: Figure; exact: boolean } | { choices: string[] } | null;
  similar: (label: string) => string[];
}

/** The other files that the browser needs besides the lists (build_scripts/search/manifest.py). */
interface Manifest {
  figures: [key: string, names: string[], cells?: Figure["cells"], of?: Figure["of"], least?: number][];
  columns: [key: string, names: string[], at: number, rows: string][];
  traditional: number[]; simplified: string;
}
/** `small`: the addresses of the files of the index of the newest reports. */
interface State { kit: string; groups: string[]; small: string[]; shards: number; window: [string, number]; places: string }
interface Places { paths: [code: string, name: string][][]; steps: number[] }
interface Files {
  state: State;
  kit: Manifest;
  list: (term: string) => Promise<List>;
  text: (year: number, row: number) => Promise<string>;
  places: () => Promise<Places>;
  facetTerms: () => Promise<string[]>;
}

/** A line of a report: kind (f, h, n, r, p), anchor on the page, text. */
interface Line { kind: string; anchor: string; text: string }
interface ReportText {
  title: string; agency: string; aliases: string; path: [code: string, name: string][]; address: string; year: number;
  kind: string; form: string; findings: number; body: Line[];
}
type Part = [text: string, marked: boolean];
interface Hit extends ReportText { heading: Part[]; lines: { anchor: string; parts: Part[] }[] }
interface ShownHit extends Hit { href: string }
interface HitPage { hits: ShownHit[]; total: number; missed: number; more: boolean }

type ChoiceName = "year" | "place" | "kind" | "form" | "findings";
type Choices = Partial<Record<ChoiceName | "sort" | "q", string>>;
type Counted = [value: string, reports: number];
interface Facets {
  year: Counted[]; kind: Counted[]; form: Counted[]; findings: Counted[];
  place: [code: string, name: string, around: string[], reports: number][];
}
/** `text`: candidate reports; `shown`: `year/row` of the verified hits already returned; `isGuess`: a guess, not an exact match. */
interface Found { text: () => List; shown: Set<string>; exact: boolean; isGuess?: boolean; next: (n: number) => Promise<HitPage>; facets: () => Promise<Facets> }
/** `before`: an earlier result, whose hits are excluded. */
type LookUp = (wanted: QueryPart[], choices: Choices, before?: Found) => Promise<Found>;
interface Tools { files: Files; folder: Folder; names: FigureNames; lookUp: LookUp }
/** A guess, and a description of its changes. */
interface Guess { wanted: QueryPart[]; changes: string[] }
interface GuessFound extends Found { first: HitPage; changes: string[] }
type BestGuess = (query: string, choices: Choices, exact: Found) => Promise<GuessFound | null>;
interface Advice {
  unknown: (UnknownFigure & { several: boolean })[]; all: string[]; absent: string[]; quoted: string; // the query without its quotation marks
  drops: { word: string; query: string; n: number }[]; parts: { word: string; n: number }[]; unchosen: number;
}

/** Words for a state: displayed text, additional text for screen readers. */
type Words = Record<string, [seen: string, heard: string]>;
interface Indicator { key: string; name: string; unit: string }
interface KnownPlaces {
  places: [code: string, name: string, parent: string, agencies: number][]; years: number[];
  topics: { name: string; indicators: Indicator[] }[]; defaults: string[]; words: Words;
}
interface AgencySlice { counties: Record<string, string>; agencies: [id: string, name: string, county: string][] }
type Value = number | string | [number | string, string, string];
interface FigureSlice {
  id: string; name: string; place: string; keys: string[]; years: Record<string, Value[]>;
  doubts?: Record<string, Record<string, number[]>>;
  ended?: [year: number, said: string];
  created?: [year: number, said: string];
}
interface Choice { agencies: string[]; years: number[]; keys: string[] }
interface ChosenCell { state: string; said?: string; value: string; numerator?: string; denominator?: string; doubts: number[] }
interface ChosenRow { id: string; name: string; year: number; held: boolean; cells: ChosenCell[]; address: string }

/** The content of data/ask.json and the slices (build_scripts/exports/ask.py). */
interface AskChoices {
  years: Record<string, Record<string, number>>; paths: Record<string, [code: string, name: string][]>;
  tables: { key: string; name: string; rows: [string, string][]; columns: [string, string][] }[];
  units: Record<string, string>; states: Record<string, string>; codes: Record<string, string>;
}
type AskValue = number | string | null | [state: string, raw: string, value?: string, unit?: string];
interface AskSlice {
  reports: [address: string, agency: string, county: string, countyName: string, cityName: string][];
  cells: Record<string, AskValue[]>; doubts: Record<string, Record<string, string>>;
}
interface AskFile { year: string; part: string; path: string }
interface Question { place: string; years: string[]; table: string; row: string; column: string; states: string[]; code: string; name: string }
interface AskCell {
  state: string; value: string; raw: string; unit: string; year: string; province: string; city: string; county: string;
  code: string; agency: string; address: string; key: string; doubts: string;
}
