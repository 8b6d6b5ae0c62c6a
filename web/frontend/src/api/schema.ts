// The types of the API, written by scripts/api_types.py from its OpenAPI document. Do not edit.

/** An account; ``one_time_password`` only in the answer that makes one. */
export interface AccountAnswer {
  readonly username: string;
  readonly display_name: string;
  readonly roles: readonly string[];
  readonly scope: readonly string[];
  readonly active: boolean;
  readonly one_time: boolean;
  readonly one_time_password?: string | null;
}

/** What an administrator decides about an account. */
export interface AccountFields {
  readonly display_name?: string;
  readonly roles: readonly Role[];
  readonly scope?: readonly string[];
  readonly active?: boolean;
}

/** All accounts. */
export interface AccountList {
  readonly accounts: readonly AccountAnswer[];
}

/** Where a stretch of border comes from, and its course. */
export interface ArcStoryAnswer {
  readonly lines: readonly string[];
  readonly left_code: string | null;
  readonly right_code: string | null;
  readonly length_m: number;
  readonly street: string | null;
  readonly geometry: Geometry;
}

/** How the area of a cell that an edit touched changed; a neighbour may lose a bend. */
export interface AreaChange {
  readonly code: string;
  readonly area_m2: number;
}

/** A duty from one day to another, both included. */
export interface AssignmentAnswer {
  readonly cell_code: string;
  readonly worker_code: string;
  readonly duty: string;
  readonly valid_from: string;
  readonly valid_to: string | null;
}

/** Assignments by cell; `leaderless` are cells of the plan that nobody leads. */
export interface AssignmentList {
  readonly assignments: readonly AssignmentAnswer[];
  readonly leaderless: readonly string[];
}

/** Entries of the audit, the newest first, and how many there are in all. */
export interface AuditAnswer {
  readonly total: number;
  readonly entries: readonly EntryAnswer[];
}

/** What lies under the cells. */
export interface BaseAnswer {
  readonly communities: FeatureCollection;
  readonly streets: FeatureCollection;
  readonly buildings: FeatureCollection;
}

/** A base map that an administrator named; tiles in GCJ-02 are shifted on display only. */
export interface BaseMapAnswer {
  readonly url: string;
  readonly name: string;
  readonly datum: TileDatum;
}

/** Many changes that are carried out together or not at all. */
export interface Bulk {
  readonly create?: readonly NewPoint[];
  readonly change?: readonly BulkPatch[];
  readonly remove?: readonly BulkRemoval[];
}

/** What came of many changes. */
export interface BulkAnswer {
  readonly created: readonly PointAnswer[];
  readonly changed: readonly PointAnswer[];
  readonly removed: readonly string[];
}

/** What is to be another about one of many points, at the revision that was seen. */
export interface BulkPatch {
  readonly class_code?: string | null;
  readonly lon?: number | null;
  readonly lat?: number | null;
  readonly datum?: Datum;
  readonly name?: string | null;
  readonly happened_at?: string | null;
  readonly attributes?: Readonly<Record<string, JsonValue>>;
  readonly id: string;
  readonly revision: number;
}

/** One of many points that are to be removed, at the revision that was seen. */
export interface BulkRemoval {
  readonly id: string;
  readonly revision: number;
}

/** One cell with what belongs to it. */
export interface CardAnswer {
  readonly code: string;
  readonly name: string;
  readonly community_code: string;
  readonly community_name: string;
  readonly area_m2: number;
  readonly load: number | null;
  readonly load_share_ratio: number | null;
  readonly team: readonly MemberAnswer[];
  readonly counts: Readonly<Record<string, number>>;
}

/** A cell in one line. */
export interface CellBriefAnswer {
  readonly code: string;
  readonly name: string;
  readonly community_code: string;
  readonly community_name: string;
  readonly leader_code: string | null;
  readonly leader_name: string | null;
}

/** One cell before and after; `before` is null for a new cell, `after` for one that goes. */
export interface CellImpactAnswer {
  readonly code: string;
  readonly provisional_code: string | null;
  readonly name: string;
  readonly old_worker: string | null;
  readonly new_worker: string | null;
  readonly before: FiguresAnswer | null;
  readonly after: FiguresAnswer | null;
  readonly gained: FiguresAnswer;
  readonly lost: FiguresAnswer;
}

/** A cell's figures; `load_share_ratio` is its load over the mean, less one. */
export interface CellMeterAnswer {
  readonly code: string;
  readonly name: string;
  readonly area_m2: number;
  readonly load: number | null;
  readonly load_share_ratio: number | null;
  readonly compactness_ratio: number;
  readonly households: number | null;
  readonly broken: readonly string[];
  readonly leader_code: string | null;
}

/** How much of a cell is seen. */
export interface CellShareAnswer {
  readonly code: string;
  readonly name: string;
  readonly covered_m2: number;
  readonly total_m2: number;
  readonly ratio: number | null;
}

/** How much of each cell is seen. */
export interface CellSharesAnswer {
  readonly cells: readonly CellShareAnswer[];
}

/** All cells, and the bounds of the classes of load. */
export interface CellsAnswer {
  readonly load_bounds: readonly number[];
  readonly cells: FeatureCollection;
}

/** Whether the audit is as it was written; the number of the first entry that is not. */
export interface ChainAnswer {
  readonly count: number;
  readonly broken: number | null;
  readonly head: string;
}

/** A value that a field may have, and what people call it. */
export interface ChoiceAnswer {
  readonly value: string;
  readonly label: string;
}

/** An edit that did not come along, and the place where both drafts moved the border. */
export interface ClashAnswer {
  readonly number: number;
  readonly op: string;
  readonly why: string;
  readonly geometry: Geometry | null;
}

/** A class of points, with its code in the standard where there is one. */
export interface ClassAnswer {
  readonly kind: PointKind;
  readonly code: string;
  readonly group: string;
  readonly standard_code: string | null;
  readonly name: Readonly<Record<string, string>>;
}

/** The class tables of every kind of point. */
export interface ClassListAnswer {
  readonly classes: readonly ClassAnswer[];
}

/** Points gathered in squares of a zoom, the largest gatherings first. */
export interface ClustersAnswer {
  readonly total: number;
  readonly classes: readonly string[];
  readonly lon: readonly number[];
  readonly lat: readonly number[];
  readonly count: readonly number[];
  readonly class: readonly number[];
  readonly bounds: readonly (readonly [number, number, number, number])[];
  readonly id: readonly (string | null)[];
  readonly name: readonly (string | null)[];
}

/** A community and how far its division has come. */
export interface CommunityAnswer {
  readonly code: string;
  readonly name: string;
  readonly parent_code: string | null;
  readonly area_m2: number | null;
  readonly in_force: PlanAnswer | null;
  readonly waiting: PlanAnswer | null;
  readonly drafts: readonly PlanAnswer[];
  readonly cell_count: number;
  readonly led_count: number;
  readonly load: number;
  readonly worker_count: number;
}

/** Communities by code. */
export interface CommunityList {
  readonly communities: readonly CommunityAnswer[];
}

/** A community with a boundary. */
export interface CommunityName {
  readonly code: string;
  readonly name: string;
}

/** What two plans of one community do not share. */
export interface ComparisonAnswer {
  readonly old: PlanAnswer;
  readonly new: PlanAnswer;
  readonly changes: FeatureCollection;
  readonly workers: readonly WorkerChangeAnswer[];
  readonly new_codes: readonly string[];
  readonly gone_codes: readonly string[];
  readonly changed_codes: readonly string[];
  readonly unchanged_count: number;
  readonly load_unit: string;
}

/** Where a journal stands: numbers of the edits that stand, and of those taken back. */
export interface CursorAnswer {
  readonly standing: readonly number[];
  readonly undone: readonly number[];
}

/** What a longitude and a latitude refer to. */
export type Datum = "wgs84" | "cgcs2000" | "gcj02" | "bd09";

/** Where a picture of a density lies, and what its colours mean. */
export interface DensityAnswer {
  readonly corners: readonly (readonly number[])[];
  readonly bounds: readonly number[];
  readonly bandwidth_m: number;
  readonly unit: string;
  readonly count: number;
  readonly image: string;
  readonly hotspots: HotSquaresAnswer | null;
}

/** One picture for each hour, weekday or month, all with one legend. */
export interface DensityFramesAnswer {
  readonly corners: readonly (readonly number[])[];
  readonly bounds: readonly number[];
  readonly bandwidth_m: number;
  readonly unit: string;
  readonly counts: readonly number[];
  readonly images: readonly string[];
}

/** A density at a place; null outside the picture. */
export interface DensityValueAnswer {
  readonly value: number | null;
  readonly unit: string;
  readonly radius_m: number;
}

/** What a draft is called, and why it is drawn. */
export interface Description {
  readonly name: string;
  readonly reason?: string;
}

/** What brings a copy of a draft up to date. */
export interface DraftChangesAnswer {
  readonly plan: PlanAnswer;
  readonly number: number;
  readonly entries: readonly DraftChangesAnswer_EntryAnswer[];
  readonly cells: FeatureCollection;
  readonly gone: readonly string[];
  readonly changes: readonly AreaChange[];
  readonly mean_load: number | null;
  readonly cursor: CursorAnswer;
}

/** An entry of a journal; `of` is the entry that an undo or redo turns. */
export interface DraftChangesAnswer_EntryAnswer {
  readonly number: number;
  readonly kind: "edit" | "undo" | "redo" | "adoption";
  readonly op: string;
  readonly of: number | null;
  readonly name: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string | null;
  readonly command: Readonly<Record<string, unknown>>;
  readonly codes: readonly string[];
}

/** A worker's place in the team of a cell. Every cell needs exactly one leader. */
export type Duty = "leader" | "deputy" | "information_officer" | "party_member" | "police_officer" | "volunteer";

/** One entry of the audit. */
export interface EntryAnswer {
  readonly number: number;
  readonly at: string;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly summary: string;
}

/** A fault in words, with its row and column where it has them. */
export interface FaultAnswer {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly where: string;
  readonly row: number | null;
  readonly column: string | null;
  readonly feature: number | string | null;
  readonly faults?: readonly FaultAnswer[];
}

/** A feature as GeoJSON has it; what its properties are, the route says. */
export interface Feature {
  readonly type: "Feature";
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: Geometry | null;
}

/** Features as GeoJSON has them. */
export interface FeatureCollection {
  readonly type: "FeatureCollection";
  readonly features: readonly Feature[];
}

/** The rows behind one side of a figure, column by column. */
export interface FigureRowsAnswer {
  readonly table: string;
  readonly count: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

/** What some ground holds; the load in the unit that the whole answer names. */
export interface FiguresAnswer {
  readonly area_m2: number;
  readonly load: number;
  readonly households: number;
  readonly shops: number;
  readonly hazards: number;
  readonly cameras: number;
  readonly incidents: number;
  readonly components: number;
  readonly open_tasks: number;
}

/** A geometry as GeoJSON has it (RFC 7946). */
export interface Geometry {
  readonly type: "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon";
  readonly coordinates: readonly unknown[];
}

/** One reading of the coordinates, and the share of rows that it puts into communities. */
export interface GuessAnswer {
  readonly datum: string | null;
  readonly crs: string | null;
  readonly is_swapped: boolean;
  readonly inside_ratio: number;
}

/** What is there on the way from an empty store to published plans. */
export interface GuideAnswer {
  readonly territory: TerritoryAnswer | null;
  readonly areas: Readonly<Record<string, number>>;
  readonly communities: readonly CommunityName[];
  readonly streets: number;
  readonly buildings: number;
  readonly blocks: number;
  readonly workers: number;
  readonly drafts: readonly string[];
  readonly published: readonly string[];
  readonly leaderless: number;
  readonly may_administer: boolean;
  readonly may_publish: boolean;
}

/** Something that was found. */
export interface HitAnswer {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly match: "exact" | "beginning" | "within";
  readonly lon: number | null;
  readonly lat: number | null;
  readonly bounds: readonly [number, number, number, number] | null;
  readonly kind: PointKind | null;
  readonly class_code: string | null;
  readonly cell_code: string | null;
  readonly community_code: string | null;
  readonly address: string;
  readonly datum: string | null;
  readonly datum_named: boolean | null;
}

/** Squares around which events gather. */
export interface HotSquaresAnswer {
  readonly rings: readonly (readonly (readonly number[])[])[];
  readonly hot: number;
  readonly tested: number;
  readonly least: number | null;
  readonly side_m: number;
  readonly q: number;
}

/** What publishing would change, by cell and worker. */
export interface ImpactAnswer {
  readonly plan_ids: readonly string[];
  readonly valid_from: string;
  readonly cells: readonly CellImpactAnswer[];
  readonly workers: readonly WorkerImpactAnswer[];
  readonly unassigned: readonly string[];
  readonly breaches: readonly Sentence[];
  readonly renamed: Readonly<Record<string, string>>;
  readonly load_unit: string;
  readonly rule_of_open_tasks: string;
}

/** One indicator and its figures, in the order of the scopes, or what it lacks. */
export interface IndicatorAnswer {
  readonly key: string;
  readonly version: number;
  readonly unit: string;
  readonly direction: string;
  readonly target: number | null;
  readonly name: Readonly<Record<string, string>>;
  readonly formula: Readonly<Record<string, string>>;
  readonly lacking?: Readonly<Record<string, string>> | null;
  readonly numerators?: readonly number[] | null;
  readonly denominators?: readonly number[] | null;
  readonly values?: readonly (number | null)[] | null;
}

/** A job. ``problem`` tells why it failed; ``result`` depends on the kind. */
export interface JobAnswer {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly progress_ratio: number;
  readonly doing: string;
  readonly attempt: number;
  readonly by: string;
  readonly made_at: string;
  readonly ended_at: string | null;
  readonly is_unwanted: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly result: Readonly<Record<string, unknown>>;
  readonly problem: FaultAnswer | null;
}

/** What long work there is. */
export type JobKind = "divide" | "rebalance" | "check" | "import" | "export" | "backup";

/** Jobs, the newest first, without their results. */
export interface JobListAnswer {
  readonly jobs: readonly JobAnswer[];
}

/** Life of a job; the last three are final. */
export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

/** The journal of a plan. */
export interface JournalAnswer {
  readonly plan: PlanAnswer;
  readonly entries: readonly JournalAnswer_EntryAnswer[];
  readonly cursor: CursorAnswer;
}

/** An entry of a journal; `of` is the entry that an undo or redo turns. */
export interface JournalAnswer_EntryAnswer {
  readonly number: number;
  readonly kind: "edit" | "undo" | "redo" | "adoption";
  readonly op: string;
  readonly of: number | null;
  readonly name: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string | null;
  readonly command: Readonly<Record<string, unknown>>;
  readonly codes: readonly string[];
}

export type JsonValue = unknown;

/** How many points of a kind there are, and how many of them lie in no cell. */
export interface KindCountAnswer {
  readonly kind: PointKind;
  readonly total: number;
  readonly outside: number;
}

/** Every indicator on one level. */
export interface LevelAnswer {
  readonly level: string;
  readonly scopes: readonly ScopeAnswer[];
  readonly indicators: readonly IndicatorAnswer[];
}

/** One level: its key in layers, its names, and the digits that it adds to a code. */
export interface LevelFields {
  readonly key: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly digits: number;
}

/** A level that can be looked at, and how many scopes it has. */
export interface LevelOfStatistics {
  readonly key: string;
  readonly count: number;
  readonly name: Readonly<Record<string, string>>;
}

/** A lock; `geometry` is the course of a locked arc. */
export interface LockAnswer {
  readonly id: string;
  readonly plan_id: string;
  readonly kind: "cell" | "arc" | "plan";
  readonly reason: string;
  readonly cell_code: string | null;
  readonly geometry: Geometry | null;
  readonly by: string;
  readonly until: string | null;
}

/** The locks that hold on a plan, those of the plans it branched from among them. */
export interface LockList {
  readonly locks: readonly LockAnswer[];
}

/** A layer for a map: packed shapes, and one value of each column for each of them. */
export interface MapLayerAnswer {
  readonly unit: number;
  readonly shapes: string;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
  readonly from_zoom: number;
  readonly full_zoom: number;
}

/** One worker's duty in a cell; the telephone is a duty telephone. */
export interface MemberAnswer {
  readonly duty: Duty;
  readonly code: string;
  readonly name: string;
  readonly telephone: string | null;
}

/** The outcome of a merge; `plan` is null where the drafts clash and no side is preferred. */
export interface MergeAnswer {
  readonly plan: PlanAnswer | null;
  readonly edits: number;
  readonly clashes: readonly ClashAnswer[];
}

/** The figures of a plan by cell and worker. */
export interface MetersAnswer {
  readonly plan: PlanAnswer;
  readonly mean_load: number | null;
  readonly cells: readonly CellMeterAnswer[];
  readonly workers: readonly WorkerMeterAnswer[];
  readonly leaderless: readonly string[];
}

/** A code and what people call it. */
export interface NamedCode {
  readonly code: string;
  readonly name: string;
}

/** An account that gets a one-time password. */
export interface NewAccount {
  readonly username: string;
  readonly display_name?: string;
  readonly roles: readonly Role[];
  readonly scope?: readonly string[];
}

/** Duties from a day on; whoever was leader or deputy there is relieved the day before. */
export interface NewAssignments {
  readonly assignments: readonly WantedPost[];
  readonly valid_from: string;
  readonly valid_to?: string | null;
}

/** How communities are to be divided; each becomes a new draft. */
export interface NewDivision {
  readonly communities: readonly string[];
  readonly method?: "balanced" | "lattice" | "lattice-hexagon" | "blocks";
  readonly cells?: number | null;
  readonly target_load?: number | null;
  readonly target_area_m2?: number | null;
  readonly min_load?: number | null;
  readonly max_load?: number | null;
  readonly max_area_m2?: number | null;
  readonly keeps_barriers?: boolean;
  readonly seed?: number;
}

/** A draft with the cells of another plan: in force, superseded, or itself a draft. */
export interface NewDraft {
  readonly based_on: string;
  readonly name?: string;
  readonly reason?: string;
}

/** A command on a draft. */
export interface NewEdit {
  readonly command: Readonly<Record<string, unknown>>;
  readonly name?: string;
  readonly reason?: string;
  readonly together?: readonly string[];
}

/** A whole layer as a file; ``snapshot`` is all published layers in one GeoPackage. */
export interface NewExport {
  readonly layer: string;
  readonly format?: "geojson" | "geojsonseq" | "csv" | "gpkg" | "shapefile" | "flatgeobuf" | "xlsx";
}

/** Whether rows with a fault are left out; otherwise one fault refuses all. */
export interface NewImport {
  readonly only_good?: boolean;
}

/** A lock on a cell, on the border at a place, or on the whole plan where neither is named. */
export interface NewLock {
  readonly cell_code?: string | null;
  readonly place?: readonly [number, number] | null;
  readonly reason: string;
  readonly until?: string | null;
}

/** Two drafts of one community, and whose course a border takes that both moved. */
export interface NewMerge {
  readonly first: string;
  readonly second: string;
  readonly prefer?: Side | null;
  readonly name?: string;
  readonly reason?: string;
}

/** A point that is to be; ``lon`` and ``lat`` are degrees in ``datum``. */
export interface NewPoint {
  readonly id?: string | null;
  readonly class_code: string;
  readonly lon: number;
  readonly lat: number;
  readonly datum?: Datum;
  readonly name?: string;
  readonly happened_at?: string | null;
  readonly attributes?: Readonly<Record<string, JsonValue>>;
}

/** Drafts to put in force together on a day; a day to come lets them wait for it. */
export interface NewPublication {
  readonly plans: readonly string[];
  readonly valid_from: string;
}

/** A plan whose loads are to be evened out by the smallest change. */
export interface NewRebalance {
  readonly plan_id: string;
  readonly tolerance_ratio?: number;
  readonly name?: string;
}

/** A token for programs of an account; without days it holds until it is taken back. */
export interface NewToken {
  readonly username: string;
  readonly name?: string;
  readonly days?: number | null;
}

/** A worker who is not in the register yet. */
export interface NewWorker {
  readonly name: string;
  readonly community_code?: string | null;
  readonly role?: Role;
  readonly duties?: readonly Duty[];
  readonly base?: readonly [number, number] | null;
  readonly telephone?: string | null;
  readonly capacity?: number | null;
  readonly trained?: boolean;
  readonly code: string;
}

/** A duty that nobody could have, and why. */
export interface OpenPostAnswer {
  readonly cell_code: string;
  readonly duty: string;
  readonly reason: string;
  readonly text: string;
}

/** The territory at a glance; `bounds` is west, south, east, north in degrees. */
export interface OverviewAnswer {
  readonly name: string;
  readonly revision: number;
  readonly bounds: readonly [number, number, number, number] | null;
  readonly communities: readonly NamedCode[];
  readonly cells: number;
  readonly workers: number;
  readonly kinds: readonly KindCountAnswer[];
  readonly may_export: boolean;
  readonly may_edit_points: boolean;
  readonly permissions: readonly Permission[];
  readonly base_map: BaseMapAnswer | null;
}

/** Points as bytes in base64, a run for each class; see `gridmap.drawing.packing`. */
export interface PackedPointsAnswer {
  readonly total: number;
  readonly classes: readonly string[];
  readonly counts: readonly number[];
  readonly origin: readonly [number, number];
  readonly unit: number;
  readonly places: string;
}

/** What a signed-in person may do. A page or an API route names one of them. */
export type Permission = "view" | "export" | "edit_points" | "draw" | "publish" | "assign" | "import" | "administer";

/** What is known of a place: its cell, the next border, the cells in doubt and around. */
export interface PlaceAnswer {
  readonly lon: number;
  readonly lat: number;
  readonly cell: CellBriefAnswer | null;
  readonly border_m: number | null;
  readonly doubtful: readonly CellBriefAnswer[];
  readonly neighbours: readonly CellBriefAnswer[];
}

/** A plan. `revision` grows with every change and is the ETag of its cells. */
export interface PlanAnswer {
  readonly id: string;
  readonly community_code: string;
  readonly status: "draft" | "scheduled" | "published" | "superseded" | "discarded";
  readonly origin: "drawn" | "divided" | "imported";
  readonly name: string;
  readonly reason: string;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly revision: number;
  readonly based_on: string | null;
  readonly recorded_at: string | null;
}

/** Plans by id. */
export interface PlanList {
  readonly plans: readonly PlanAnswer[];
}

/** Life of a plan: a draft is published once and later superseded. */
export type PlanStatus = "draft" | "scheduled" | "published" | "superseded" | "discarded";

/** A point; `revision` is what ``If-Match`` names when it is changed. */
export interface PointAnswer {
  readonly id: string;
  readonly kind: PointKind;
  readonly class_code: string;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly happened_at: string | null;
  readonly cell_code: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  readonly revision: number;
}

/** A point with all that a page tells of it. */
export interface PointCardAnswer {
  readonly id: string;
  readonly kind: PointKind;
  readonly class_code: string;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly happened_at: string | null;
  readonly cell_code: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  readonly revision: number;
  readonly place: PlaceAnswer;
  readonly hazards: readonly PointAnswer[];
  readonly versions: number;
}

/** All points, a list for each column. */
export interface PointColumnsAnswer {
  readonly id: readonly string[];
  readonly name: readonly string[];
  readonly class_code: readonly string[];
  readonly cell_code: readonly (string | null)[];
  readonly state: readonly (string | null)[];
  readonly lon: readonly number[];
  readonly lat: readonly number[];
}

/** How many points there are. */
export interface PointCountAnswer {
  readonly total: number;
}

/** What a point was, the oldest first. */
export interface PointHistoryAnswer {
  readonly versions: readonly PointVersionAnswer[];
}

/** What a point on the map is. Components carry their class in a class table. */
export type PointKind = "shop" | "hazard" | "camera" | "incident" | "component";

/** Points in the form that was asked for. */
export type PointListAnswer = PointColumnsAnswer | PackedPointsAnswer | ClustersAnswer | PointRowsAnswer | PointCountAnswer;

/** What is to be another about a point; what is left out stays. */
export interface PointPatch {
  readonly class_code?: string | null;
  readonly lon?: number | null;
  readonly lat?: number | null;
  readonly datum?: Datum;
  readonly name?: string | null;
  readonly happened_at?: string | null;
  readonly attributes?: Readonly<Record<string, JsonValue>>;
}

/** A page of points, and how many there are in all. */
export interface PointRowsAnswer {
  readonly total: number;
  readonly rows: readonly PointAnswer[];
}

/** A point as it was until a revision of the store replaced or removed it. */
export interface PointVersionAnswer {
  readonly point: PointAnswer;
  readonly replaced_in: number;
  readonly removed: boolean;
  readonly by: string;
  readonly at: string | null;
}

/** A duty in a cell, in force or on a draft. */
export interface PostAnswer {
  readonly cell_code: string;
  readonly cell_name: string;
  readonly community_code: string;
  readonly plan_id: string;
  readonly in_force: boolean;
  readonly duty: string;
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly load: number | null;
  readonly area_m2: number;
}

/** What a file seems to hold; with a ``problem`` it cannot be read as it is settled. */
export interface PreviewAnswer {
  readonly problem: FaultAnswer | null;
  readonly count?: number;
  readonly columns?: readonly string[];
  readonly meanings?: Readonly<Record<string, string>>;
  readonly rows?: readonly PreviewRow[];
  readonly geometry_type?: string | null;
  readonly crs?: string | null;
  readonly guesses?: readonly GuessAnswer[];
  readonly points?: readonly (readonly [number, number])[];
  readonly notes?: readonly string[];
}

/** A row of a file as text. */
export interface PreviewRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/** A problem as RFC 9457 has it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly where?: string;
  readonly place?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly revision?: number;
  readonly changes?: readonly (Readonly<Record<string, unknown>>)[];
  readonly errors?: readonly ({ readonly pointer?: string; readonly parameter?: string; readonly code: string; readonly detail: string; })[];
}

/** Assignments that nobody has made yet. */
export interface ProposalAnswer {
  readonly assignments: readonly AssignmentAnswer[];
  readonly without_leader: readonly string[];
  readonly over_capacity: readonly string[];
  readonly open_posts: readonly OpenPostAnswer[];
  readonly gap_m: number;
}

/** What publishing changed. */
export interface PublicationAnswer {
  readonly plan_ids: readonly string[];
  readonly valid_from: string;
  readonly scheduled: boolean;
  readonly cell_count: number;
  readonly touched: Readonly<Record<string, number>>;
  readonly overtaken: readonly string[];
  readonly adopting: readonly string[];
  readonly waiting: readonly string[];
  readonly leaderless: readonly string[];
  readonly renamed?: Readonly<Record<string, string>>;
}

/** What cameras see: the areas of each, or all together, or what none of them sees. */
export interface ReachAnswer {
  readonly areas: FeatureCollection;
  readonly covered_ratio: number | null;
  readonly covered_m2: number;
  readonly total_m2: number;
  readonly notes: readonly string[];
}

/** What is new, and what ended for it. */
export interface Reassignment {
  readonly made: readonly AssignmentAnswer[];
  readonly relieved: readonly AssignmentAnswer[];
}

/** Duties that end, and the last day on which they hold. */
export interface Relief {
  readonly assignments: readonly WantedPost[];
  readonly last_day: string;
}

/** The day from which an earlier plan is in force again, and why. */
export interface Return {
  readonly valid_from: string;
  readonly reason?: string;
}

/** What an account may do. */
export type Role = "viewer" | "worker" | "inspector" | "operator" | "department" | "supervisor" | "planner" | "gis" | "admin";

/** The rows behind one side of a figure, column by column. */
export interface RowsAnswer {
  readonly table: string;
  readonly count: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

/** A unit of a level. */
export interface ScopeAnswer {
  readonly code: string;
  readonly name: string;
}

/** One scope; a cell says in which community it lies. */
export interface ScopeOfStatistics {
  readonly code: string;
  readonly name: string;
  readonly within: string;
}

/** What was found, the best first. */
export interface SearchAnswer {
  readonly hits: readonly HitAnswer[];
}

/** A limit that is broken, in words. */
export interface Sentence {
  readonly code: string;
  readonly kind: string;
  readonly value: number;
  readonly limit: number;
  readonly was_broken: boolean;
  readonly text: string;
}

/** How a file is to be read; what is left out, the service finds or asks for. */
export interface Settings {
  readonly layer?: string | null;
  readonly encoding?: string | null;
  readonly crs?: string | null;
  readonly datum?: "wgs84" | "cgcs2000" | "gcj02" | "bd09" | null;
  readonly columns?: Readonly<Record<string, string>>;
  readonly class_code?: string | null;
  readonly level?: string | null;
  readonly rule?: "majority" | "share" | null;
}

/** What one worker hands over and takes over. */
export interface SheetAnswer {
  readonly worker_code: string;
  readonly worker_name: string;
  readonly valid_from: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** One sheet for each worker for whom something changes, by code. */
export interface SheetList {
  readonly sheets: readonly SheetAnswer[];
}

/** Whose course an arc takes that both drafts moved. */
export type Side = "first" | "second";

/** Everything about a level and a period; lists of figures are in the order of `scopes`. */
export interface StatisticsAnswer {
  readonly level: string;
  readonly period: unknown;
  readonly days: unknown;
  readonly levels: readonly LevelOfStatistics[];
  readonly scopes: readonly ScopeOfStatistics[];
  readonly months: readonly string[];
  readonly indicators: readonly (Readonly<Record<string, unknown>>)[];
  readonly score: readonly unknown[];
  readonly weak: readonly unknown[];
  readonly fairness: Readonly<Record<string, unknown>>;
  readonly may_open: boolean;
}

/** Sentences in the language of the request, in order. */
export interface StoryAnswer {
  readonly lines: readonly string[];
}

/** A column of a table. */
export interface TableFieldAnswer {
  readonly name: string;
  readonly label: string;
  readonly is_attribute: boolean;
  readonly type: "choice" | "number" | "boolean" | "text";
  readonly choices: readonly ChoiceAnswer[];
}

/** The columns of a table. */
export interface TableFieldsAnswer {
  readonly fields: readonly TableFieldAnswer[];
}

/** A page of a table: how many rows there are, how many are found, and these. */
export interface TablePageAnswer {
  readonly total: number;
  readonly found: number;
  readonly rows: readonly TableRowAnswer[];
}

/** A point as a table shows it; ``time`` is local. */
export interface TableRowAnswer {
  readonly id: string;
  readonly kind: PointKind;
  readonly class_code: string;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly happened_at: string | null;
  readonly cell_code: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  readonly revision: number;
  readonly time: string;
}

/** Counts by the values of up to two columns; null stands for no value. */
export interface TallyAnswer {
  readonly by: readonly string[];
  readonly total: number;
  readonly keys: readonly (readonly (string | null)[])[];
  readonly counts: readonly number[];
}

/** The territory as it is kept. */
export interface TerritoryAnswer {
  readonly name: string;
  readonly levels: readonly LevelFields[];
  readonly number_digits: number;
  readonly code_digits: number;
}

/** The territory: its name, its levels from the top down, the digits of a cell's number. */
export interface TerritoryFields {
  readonly name: string;
  readonly levels: readonly LevelFields[];
  readonly number_digits?: number;
}

/** The datum in which a base map from elsewhere is drawn. */
export type TileDatum = "wgs84" | "gcj02";

/** A token; ``token`` itself only in the answer that makes it. */
export interface TokenAnswer {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly made_at: string;
  readonly expires_at: string | null;
  readonly used_at: string | null;
  readonly revoked_at: string | null;
  readonly token?: string | null;
}

/** All tokens, revoked ones too. */
export interface TokenList {
  readonly tokens: readonly TokenAnswer[];
}

/** Cells as TopoJSON: every border once; `number` is the last entry of the plan's journal. */
export interface Topology {
  readonly type: "Topology";
  readonly transform: Readonly<Record<string, readonly number[]>>;
  readonly arcs: readonly (readonly (readonly [number, number])[])[];
  readonly objects: Readonly<Record<string, unknown>>;
  readonly plan: PlanAnswer;
  readonly number: number;
  readonly mean_load: number | null;
}

/** An indicator month by month; `months` are the first days. */
export interface TrendAnswer {
  readonly months: readonly string[];
  readonly values: readonly (number | null)[];
}

/** How far to go: some steps, or to the entry of a number or name (``0``: to the beginning). */
export interface Turn {
  readonly steps?: number;
  readonly to?: string | null;
  readonly reason?: string;
  readonly together?: readonly string[];
}

/** A file that somebody handed in. */
export interface UploadAnswer {
  readonly id: string;
  readonly kind: UploadKind;
  readonly name: string;
  readonly size_bytes: number;
  readonly by: string;
  readonly made_at: string;
  readonly state: UploadState;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly result: Readonly<Record<string, unknown>>;
  readonly committed_at: string | null;
  readonly may_undo: boolean;
}

/** A field that a column may serve. */
export interface UploadFieldAnswer {
  readonly name: string;
  readonly label: string;
  readonly is_required: boolean;
  readonly choices: Readonly<Record<string, string>>;
}

/** What the rows of a file become. */
export type UploadKind = "boundaries" | "blocks" | "streets" | "buildings" | "workers" | "shop" | "hazard" | "camera" | "incident" | "component";

/** What a file may become; a sheet has columns of coordinates instead of shapes. */
export interface UploadKindAnswer {
  readonly kind: UploadKind;
  readonly is_sheet: boolean;
  readonly fields: readonly UploadFieldAnswer[];
}

/** Everything that files can become. */
export interface UploadKindsAnswer {
  readonly kinds: readonly UploadKindAnswer[];
}

/** Files, the newest first. */
export interface UploadListAnswer {
  readonly uploads: readonly UploadAnswer[];
}

/** Life of an uploaded file. */
export type UploadState = "received" | "committed" | "undone";

/** What one camera would see. */
export interface ViewAnswer {
  readonly geometry: Geometry;
  readonly area_m2: number;
  readonly notes: readonly string[];
}

/** A duty in a cell, and who shall have it. */
export interface WantedPost {
  readonly cell_code: string;
  readonly worker_code: string;
  readonly duty?: Duty;
}

/** A worker with the load and area of the cells in force that the worker leads. */
export interface WorkerAnswer {
  readonly code: string;
  readonly name: string;
  readonly community_code: string | null;
  readonly role: string;
  readonly duties: readonly string[];
  readonly base: readonly [number, number] | null;
  readonly telephone: string | null;
  readonly capacity: number | null;
  readonly trained: boolean;
  readonly load: number;
  readonly area_m2: number;
  readonly over: boolean;
  readonly led_codes: readonly string[];
  readonly posts: readonly PostAnswer[];
}

/** The cells that a worker leads in each of two plans. */
export interface WorkerChangeAnswer {
  readonly worker_code: string;
  readonly old_cells: readonly string[];
  readonly new_cells: readonly string[];
}

/** A worker without the code. The telephone is a duty telephone, never a private one. */
export interface WorkerFields {
  readonly name: string;
  readonly community_code?: string | null;
  readonly role?: Role;
  readonly duties?: readonly Duty[];
  readonly base?: readonly [number, number] | null;
  readonly telephone?: string | null;
  readonly capacity?: number | null;
  readonly trained?: boolean;
}

/** All cells that a worker leads in the communities concerned, before and after. */
export interface WorkerImpactAnswer {
  readonly code: string;
  readonly name: string;
  readonly old_cells: readonly string[];
  readonly new_cells: readonly string[];
  readonly before: FiguresAnswer;
  readonly after: FiguresAnswer;
  readonly gained: FiguresAnswer;
  readonly lost: FiguresAnswer;
}

/** Workers by code. */
export interface WorkerList {
  readonly workers: readonly WorkerAnswer[];
}

/** What a worker leads in this plan, and carries elsewhere. */
export interface WorkerMeterAnswer {
  readonly code: string;
  readonly name: string;
  readonly cell_codes: readonly string[];
  readonly area_m2: number;
  readonly load: number;
  readonly load_elsewhere: number;
  readonly capacity: number | null;
  readonly over: boolean;
}

/** What each operation takes and answers, by method and address. */
export interface Operations {
  "get /api/v1/accounts": { readonly body: undefined; readonly answer: AccountList };
  "post /api/v1/accounts": { readonly body: NewAccount; readonly answer: AccountAnswer };
  "put /api/v1/accounts/{username}": { readonly body: AccountFields; readonly answer: AccountAnswer };
  "post /api/v1/accounts/{username}/reset": { readonly body: undefined; readonly answer: AccountAnswer };
  "post /api/v1/accounts/{username}/sign-out": { readonly body: undefined; readonly answer: unknown };
  "get /api/v1/administration/audit": { readonly body: undefined; readonly answer: AuditAnswer };
  "get /api/v1/administration/audit/chain": { readonly body: undefined; readonly answer: ChainAnswer };
  "get /api/v1/administration/classes": { readonly body: undefined; readonly answer: ClassListAnswer };
  "get /api/v1/administration/guide": { readonly body: undefined; readonly answer: GuideAnswer };
  "put /api/v1/administration/territory": { readonly body: TerritoryFields; readonly answer: TerritoryAnswer };
  "get /api/v1/assignments": { readonly body: undefined; readonly answer: AssignmentList };
  "post /api/v1/assignments": { readonly body: NewAssignments; readonly answer: Reassignment };
  "get /api/v1/assignments/proposal": { readonly body: undefined; readonly answer: ProposalAnswer };
  "post /api/v1/assignments/relief": { readonly body: Relief; readonly answer: Reassignment };
  "get /api/v1/base": { readonly body: undefined; readonly answer: BaseAnswer };
  "get /api/v1/cells": { readonly body: undefined; readonly answer: CellsAnswer };
  "get /api/v1/cells/{code}": { readonly body: undefined; readonly answer: CardAnswer };
  "get /api/v1/communities": { readonly body: undefined; readonly answer: CommunityList };
  "get /api/v1/communities/{code}": { readonly body: undefined; readonly answer: CommunityAnswer };
  "get /api/v1/density/{kind}": { readonly body: undefined; readonly answer: DensityAnswer };
  "get /api/v1/density/{kind}.png": { readonly body: undefined; readonly answer: string };
  "get /api/v1/density/{kind}/at": { readonly body: undefined; readonly answer: DensityValueAnswer };
  "get /api/v1/density/{kind}/contours": { readonly body: undefined; readonly answer: FeatureCollection };
  "get /api/v1/density/{kind}/frames/{band}": { readonly body: undefined; readonly answer: DensityFramesAnswer };
  "get /api/v1/density/{kind}/frames/{band}/{number}.png": { readonly body: undefined; readonly answer: string };
  "post /api/v1/divisions": { readonly body: NewDivision; readonly answer: JobAnswer };
  "post /api/v1/divisions/rebalances": { readonly body: NewRebalance; readonly answer: JobAnswer };
  "get /api/v1/drafts": { readonly body: undefined; readonly answer: PlanList };
  "post /api/v1/drafts": { readonly body: NewDraft; readonly answer: PlanAnswer };
  "post /api/v1/drafts/merge": { readonly body: NewMerge; readonly answer: MergeAnswer };
  "patch /api/v1/drafts/{plan_id}": { readonly body: Description; readonly answer: PlanAnswer };
  "get /api/v1/drafts/{plan_id}/changes": { readonly body: undefined; readonly answer: DraftChangesAnswer };
  "post /api/v1/drafts/{plan_id}/discard": { readonly body: undefined; readonly answer: PlanAnswer };
  "post /api/v1/drafts/{plan_id}/edits": { readonly body: NewEdit; readonly answer: DraftChangesAnswer };
  "post /api/v1/drafts/{plan_id}/redo": { readonly body: Turn; readonly answer: DraftChangesAnswer };
  "post /api/v1/drafts/{plan_id}/restore": { readonly body: undefined; readonly answer: PlanAnswer };
  "post /api/v1/drafts/{plan_id}/undo": { readonly body: Turn; readonly answer: DraftChangesAnswer };
  "get /api/v1/indicators/{key}/{side}": { readonly body: undefined; readonly answer: RowsAnswer };
  "get /api/v1/indicators/{key}/{side}/{level}/{code}": { readonly body: undefined; readonly answer: RowsAnswer };
  "get /api/v1/indicators/{level}": { readonly body: undefined; readonly answer: LevelAnswer };
  "get /api/v1/jobs": { readonly body: undefined; readonly answer: JobListAnswer };
  "post /api/v1/jobs/backups": { readonly body: undefined; readonly answer: JobAnswer };
  "post /api/v1/jobs/exports": { readonly body: NewExport; readonly answer: JobAnswer };
  "get /api/v1/jobs/{job_id}": { readonly body: undefined; readonly answer: JobAnswer };
  "post /api/v1/jobs/{job_id}/cancel": { readonly body: undefined; readonly answer: JobAnswer };
  "get /api/v1/jobs/{job_id}/file": { readonly body: undefined; readonly answer: string };
  "get /api/v1/layers/{layer}": { readonly body: undefined; readonly answer: MapLayerAnswer };
  "get /api/v1/layers/{layer}.{ending}": { readonly body: undefined; readonly answer: string };
  "get /api/v1/locate": { readonly body: undefined; readonly answer: PlaceAnswer };
  "get /api/v1/overview": { readonly body: undefined; readonly answer: OverviewAnswer };
  "get /api/v1/plans": { readonly body: undefined; readonly answer: PlanList };
  "get /api/v1/plans/{plan_id}": { readonly body: undefined; readonly answer: PlanAnswer };
  "get /api/v1/plans/{plan_id}/arc": { readonly body: undefined; readonly answer: ArcStoryAnswer };
  "get /api/v1/plans/{plan_id}/cells": { readonly body: undefined; readonly answer: Topology };
  "get /api/v1/plans/{plan_id}/comparison": { readonly body: undefined; readonly answer: ComparisonAnswer };
  "get /api/v1/plans/{plan_id}/journal": { readonly body: undefined; readonly answer: JournalAnswer };
  "get /api/v1/plans/{plan_id}/lineages/{code}": { readonly body: undefined; readonly answer: StoryAnswer };
  "get /api/v1/plans/{plan_id}/locks": { readonly body: undefined; readonly answer: LockList };
  "post /api/v1/plans/{plan_id}/locks": { readonly body: NewLock; readonly answer: LockAnswer };
  "delete /api/v1/plans/{plan_id}/locks/{lock_id}": { readonly body: undefined; readonly answer: unknown };
  "get /api/v1/plans/{plan_id}/meters": { readonly body: undefined; readonly answer: MetersAnswer };
  "post /api/v1/plans/{plan_id}/roll-back": { readonly body: Return; readonly answer: PublicationAnswer };
  "post /api/v1/plans/{plan_id}/unschedule": { readonly body: undefined; readonly answer: PlanAnswer };
  "get /api/v1/points/{kind}": { readonly body: undefined; readonly answer: PointListAnswer };
  "post /api/v1/points/{kind}": { readonly body: NewPoint; readonly answer: PointCardAnswer };
  "post /api/v1/points/{kind}/bulk": { readonly body: Bulk; readonly answer: BulkAnswer };
  "get /api/v1/points/{kind}/near": { readonly body: undefined; readonly answer: PointRowsAnswer };
  "get /api/v1/points/{kind}/{point_id}": { readonly body: undefined; readonly answer: PointCardAnswer };
  "patch /api/v1/points/{kind}/{point_id}": { readonly body: PointPatch; readonly answer: PointCardAnswer };
  "delete /api/v1/points/{kind}/{point_id}": { readonly body: undefined; readonly answer: unknown };
  "get /api/v1/points/{kind}/{point_id}/history": { readonly body: undefined; readonly answer: PointHistoryAnswer };
  "post /api/v1/points/{kind}/{point_id}/restoration": { readonly body: undefined; readonly answer: PointCardAnswer };
  "post /api/v1/publications": { readonly body: NewPublication; readonly answer: PublicationAnswer };
  "get /api/v1/publications/handovers": { readonly body: undefined; readonly answer: SheetList };
  "get /api/v1/publications/impact": { readonly body: undefined; readonly answer: ImpactAnswer };
  "get /api/v1/reaches/cameras": { readonly body: undefined; readonly answer: ReachAnswer };
  "get /api/v1/reaches/cells": { readonly body: undefined; readonly answer: CellSharesAnswer };
  "get /api/v1/reaches/view": { readonly body: undefined; readonly answer: ViewAnswer };
  "get /api/v1/search": { readonly body: undefined; readonly answer: SearchAnswer };
  "get /api/v1/statistics/{level}/{period}": { readonly body: undefined; readonly answer: StatisticsAnswer };
  "get /api/v1/statistics/{level}/{period}.xlsx": { readonly body: undefined; readonly answer: string };
  "get /api/v1/statistics/{level}/{period}/rows/{key}/{side}/{code}": { readonly body: undefined; readonly answer: FigureRowsAnswer };
  "get /api/v1/statistics/{level}/{period}/trend/{key}/{code}": { readonly body: undefined; readonly answer: TrendAnswer };
  "get /api/v1/tables/{kind}": { readonly body: undefined; readonly answer: TablePageAnswer };
  "get /api/v1/tables/{kind}/fields": { readonly body: undefined; readonly answer: TableFieldsAnswer };
  "get /api/v1/tallies/{kind}": { readonly body: undefined; readonly answer: TallyAnswer };
  "get /api/v1/tokens": { readonly body: undefined; readonly answer: TokenList };
  "post /api/v1/tokens": { readonly body: NewToken; readonly answer: TokenAnswer };
  "delete /api/v1/tokens/{token_id}": { readonly body: undefined; readonly answer: TokenAnswer };
  "get /api/v1/uploads": { readonly body: undefined; readonly answer: UploadListAnswer };
  "post /api/v1/uploads": { readonly body: undefined; readonly answer: UploadAnswer };
  "get /api/v1/uploads/kinds": { readonly body: undefined; readonly answer: UploadKindsAnswer };
  "get /api/v1/uploads/templates/{kind}.xlsx": { readonly body: undefined; readonly answer: string };
  "get /api/v1/uploads/{upload_id}": { readonly body: undefined; readonly answer: UploadAnswer };
  "delete /api/v1/uploads/{upload_id}": { readonly body: undefined; readonly answer: unknown };
  "post /api/v1/uploads/{upload_id}/check": { readonly body: undefined; readonly answer: JobAnswer };
  "post /api/v1/uploads/{upload_id}/import": { readonly body: NewImport; readonly answer: JobAnswer };
  "get /api/v1/uploads/{upload_id}/marked.xlsx": { readonly body: undefined; readonly answer: string };
  "get /api/v1/uploads/{upload_id}/preview": { readonly body: undefined; readonly answer: PreviewAnswer };
  "get /api/v1/uploads/{upload_id}/refused.xlsx": { readonly body: undefined; readonly answer: string };
  "put /api/v1/uploads/{upload_id}/settings": { readonly body: Settings; readonly answer: UploadAnswer };
  "post /api/v1/uploads/{upload_id}/undo": { readonly body: undefined; readonly answer: UploadAnswer };
  "get /api/v1/workers": { readonly body: undefined; readonly answer: WorkerList };
  "post /api/v1/workers": { readonly body: NewWorker; readonly answer: WorkerAnswer };
  "get /api/v1/workers/{code}": { readonly body: undefined; readonly answer: WorkerAnswer };
  "put /api/v1/workers/{code}": { readonly body: WorkerFields; readonly answer: WorkerAnswer };
}
