/**
 * The schema as the generator sees it: every name chosen, every type resolved, no trace of the parser.
 */

/** A `.proto` and the module that comes of it. */
export interface FileModel {
  /** Path below protos/, `bosdyn/api/geometry.proto`. */
  readonly protoPath: string;
  /** Outermost first, then in the order of the file. */
  readonly enums: readonly EnumModel[];
  readonly messages: readonly MessageModel[];
  readonly services: readonly ServiceModel[];
}

/** What every named thing has. */
export interface Documented {
  /** Comment of the `.proto`; empty if there is none. */
  readonly doc: string;
  readonly deprecated: boolean;
}

/** A message type, nested ones included. */
export interface MessageModel extends Documented {
  /** Full protobuf name, `bosdyn.api.SE3Pose`. */
  readonly typeName: string;
  /** Exported name, `SE3Pose`. */
  readonly name: string;
  readonly protoPath: string;
  /** In field-number order. */
  readonly fields: readonly FieldModel[];
  readonly oneofs: readonly OneofModel[];
}

/** A oneof; those that proto3 makes up for `optional` are not among them. */
export interface OneofModel extends Documented {
  readonly protoName: string;
  /** Exported name of the helper that says which member is set. */
  readonly whichName: string;
  readonly members: readonly FieldModel[];
}

/** A scalar type, by protobuf's own name. */
export type ScalarType =
  | "double"
  | "float"
  | "int32"
  | "int64"
  | "uint32"
  | "uint64"
  | "sint32"
  | "sint64"
  | "fixed32"
  | "fixed64"
  | "sfixed32"
  | "sfixed64"
  | "bool"
  | "string"
  | "bytes";

/** The type of one value. */
export type ValueType =
  | { readonly kind: "scalar"; readonly scalar: ScalarType }
  | { readonly kind: "enum"; readonly target: EnumModel }
  | { readonly kind: "message"; readonly target: MessageModel };

/** How often a field may hold a value. */
export type Cardinality =
  /** Zero or one, and zero is told apart from the default. */
  | "explicit"
  /** Always one: the default when absent. */
  | "implicit"
  | "repeated"
  | "map";

/** A field. */
export interface FieldModel extends Documented {
  readonly number: number;
  readonly protoName: string;
  /** Property name, `headTransform`. */
  readonly name: string;
  readonly cardinality: Cardinality;
  /** Of the element, or of the map's value. */
  readonly value: ValueType;
  /** Of the map's key. */
  readonly key: ScalarType | undefined;
  /** Whether encoding packs the elements; decoding takes both forms. */
  readonly packed: boolean;
  /** Name of the oneof that holds it. */
  readonly oneof: string | undefined;
}

/** An enum type. */
export interface EnumModel extends Documented {
  readonly typeName: string;
  readonly name: string;
  readonly protoPath: string;
  readonly values: readonly EnumValueModel[];
}

/** A name of an enum's number; a number may have several. */
export interface EnumValueModel extends Documented {
  readonly name: string;
  readonly number: number;
}

/** A service. */
export interface ServiceModel extends Documented {
  readonly typeName: string;
  readonly name: string;
  readonly methods: readonly MethodModel[];
}

/** An RPC. */
export interface MethodModel extends Documented {
  readonly protoName: string;
  /** Property name, `getRobotId`. */
  readonly name: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
  readonly input: MessageModel;
  readonly output: MessageModel;
}
