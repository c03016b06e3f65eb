/**
 * Turns parsed `.proto` files into the generator's model: chooses every name, resolves every type.
 */
import protobuf from "protobufjs";
import type { LoadedSchema } from "./load.ts";
import type {
  Cardinality,
  Documented,
  EnumModel,
  FieldModel,
  FileModel,
  MessageModel,
  MethodModel,
  OneofModel,
  ScalarType,
  ServiceModel,
  ValueType,
} from "./model.ts";
import { fieldName, messageNames, methodName, NameScope, nestedName, pascalCase, serviceNames } from "./names.ts";
import { isScalarType } from "./scalars.ts";
import { wellKnownDoc } from "./well-known.ts";

/** A model while its fields are still to come: messages may refer to each other in a circle. */
type Unfinished<T> = { -readonly [K in keyof T]: T[K] };

/** Build the model of every file. */
export function buildModel(schema: LoadedSchema): FileModel[] {
  const types = new Map<protobuf.ReflectionObject, EnumModel | MessageModel>();
  const drafts = schema.files.map((file) => new FileDraft(file.protoPath, file.members, types));
  return drafts.map((draft) => draft.finish());
}

/** One file on its way into the model: first the names of all files, then what refers to them. */
class FileDraft {
  readonly #protoPath: string;
  readonly #scope = new NameScope();
  readonly #types: Map<protobuf.ReflectionObject, EnumModel | MessageModel>;
  readonly #messages: { model: Unfinished<MessageModel>; type: protobuf.Type }[] = [];
  readonly #enums: EnumModel[] = [];
  readonly #services: { name: string; service: protobuf.Service }[] = [];

  constructor(
    protoPath: string,
    members: readonly protobuf.ReflectionObject[],
    types: Map<protobuf.ReflectionObject, EnumModel | MessageModel>,
  ) {
    this.#protoPath = protoPath;
    this.#types = types;
    for (const member of members) this.#declare(member, []);
  }

  #declare(member: protobuf.ReflectionObject, parents: readonly string[]): void {
    const path = [...parents, member.name];
    if (member instanceof protobuf.Type) {
      const name = this.#scope.take(nestedName(path), messageNames);
      const model = { ...this.#common(member), ...described(member), name, fields: [], oneofs: [] };
      this.#messages.push({ model, type: member });
      this.#types.set(member, model);
      for (const nested of member.nestedArray) this.#declare(nested, path);
    } else if (member instanceof protobuf.Enum) {
      const model = enumModel(member, this.#scope.take(nestedName(path)), this.#common(member));
      this.#enums.push(model);
      this.#types.set(member, model);
    } else if (member instanceof protobuf.Service) {
      this.#services.push({ name: this.#scope.take(member.name, serviceNames), service: member });
    } else {
      throw new Error(`${this.#protoPath}: ${member.fullName} is neither a message, an enum nor a service`);
    }
  }

  #common(member: protobuf.ReflectionObject): { typeName: string; protoPath: string } {
    return { typeName: member.fullName.slice(1), protoPath: this.#protoPath };
  }

  finish(): FileModel {
    for (const { model, type } of this.#messages) this.#fillMessage(model, type);
    return {
      protoPath: this.#protoPath,
      enums: this.#enums,
      messages: this.#messages.map(({ model }) => model),
      services: this.#services.map(({ name, service }) => this.#serviceModel(name, service)),
    };
  }

  #fillMessage(model: Unfinished<MessageModel>, type: protobuf.Type): void {
    const fields = type.fieldsArray.map((field) => this.#fieldModel(field));
    const byName = new Map(fields.map((field) => [field.protoName, field]));
    model.fields = fields.toSorted((a, b) => a.number - b.number);
    model.oneofs = type.oneofsArray
      .filter((oneof) => !oneof.isProto3Optional)
      .map((oneof): OneofModel => {
        const members = oneof.oneof.flatMap((name) => byName.get(name) ?? []);
        const whichName = this.#scope.take(`which${model.name}${pascalCase(oneof.name)}`);
        return { ...described(oneof), protoName: oneof.name, whichName, members };
      });
    const names = new Set<string>();
    for (const field of fields) {
      if (names.has(field.name)) throw new Error(`${model.typeName}: two fields are called ${field.name}`);
      names.add(field.name);
    }
  }

  #fieldModel(field: protobuf.Field): FieldModel {
    field.resolve();
    const value = this.#valueType(field);
    const cardinality = cardinalityOf(field, value);
    const isMap = field instanceof protobuf.MapField;
    return {
      ...described(field),
      number: field.id,
      protoName: field.name,
      name: fieldName(field.name),
      cardinality,
      value,
      key: isMap ? scalarType(field.keyType, field) : undefined,
      packed: cardinality === "repeated" && isPackable(value) && field.options?.["packed"] !== false,
      oneof: field.partOf !== null && !field.partOf.isProto3Optional ? field.partOf.name : undefined,
    };
  }

  #valueType(field: protobuf.Field): ValueType {
    if (field.resolvedType === null) return { kind: "scalar", scalar: scalarType(field.type, field) };
    const target = this.#types.get(field.resolvedType);
    if (target === undefined) throw new Error(`${field.fullName}: ${field.type} is in no file`);
    return isEnumModel(target) ? { kind: "enum", target } : { kind: "message", target };
  }

  #serviceModel(name: string, service: protobuf.Service): ServiceModel {
    const methods = service.methodsArray.map((method): MethodModel => {
      method.resolve();
      return {
        ...described(method),
        protoName: method.name,
        name: methodName(method.name),
        clientStreaming: method.requestStream ?? false,
        serverStreaming: method.responseStream ?? false,
        input: this.#messageOf(method.resolvedRequestType, method),
        output: this.#messageOf(method.resolvedResponseType, method),
      };
    });
    return { ...described(service), typeName: service.fullName.slice(1), name, methods };
  }

  #messageOf(type: protobuf.Type | null, method: protobuf.Method): MessageModel {
    const model = type === null ? undefined : this.#types.get(type);
    if (model === undefined || isEnumModel(model)) throw new Error(`${method.fullName}: a message is in no file`);
    return model;
  }
}

function enumModel(type: protobuf.Enum, name: string, common: { typeName: string; protoPath: string }): EnumModel {
  const values = Object.entries(type.values).map(([valueName, number]) => ({
    name: valueName,
    number,
    doc: type.comments[valueName] ?? "",
    deprecated: type.valuesOptions?.[valueName]?.["deprecated"] === true,
  }));
  return { ...common, ...described(type), name, values };
}

function isEnumModel(model: EnumModel | MessageModel): model is EnumModel {
  return "values" in model;
}

function cardinalityOf(field: protobuf.Field, value: ValueType): Cardinality {
  if (field instanceof protobuf.MapField) return "map";
  if (field.repeated) return "repeated";
  // Real oneofs, and those that proto3 makes up for `optional`.
  return field.partOf !== null || value.kind === "message" ? "explicit" : "implicit";
}

function isPackable(value: ValueType): boolean {
  if (value.kind === "scalar") return value.scalar !== "string" && value.scalar !== "bytes";
  return value.kind === "enum";
}

function scalarType(type: string, field: protobuf.Field): ScalarType {
  if (isScalarType(type)) return type;
  throw new Error(`${field.fullName}: type ${type} is unknown`);
}

function described(object: protobuf.ReflectionObject): Documented {
  return {
    doc: object.comment ?? wellKnownDoc(object.fullName.slice(1)),
    deprecated: object.options?.["deprecated"] === true,
  };
}
