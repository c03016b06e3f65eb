/** What the generators of others make of the `.proto` files while a program is bundled; typed as loosely as serves here. */
declare module "static:*" {
  interface Answers {
    readonly token: string;
    readonly robotId?: { readonly serialNumber: string };
    readonly robotState?: {
      readonly batteryStates: readonly { readonly chargePercentage?: { readonly value: number } }[];
    };
  }
  interface Type {
    encode(message: object): { finish(): Uint8Array };
    decode(bytes: Uint8Array): Answers;
  }
  export const bosdyn: {
    readonly api: {
      readonly GetAuthTokenRequest: Type;
      readonly GetAuthTokenResponse: Type;
      readonly RobotIdRequest: Type;
      readonly RobotIdResponse: Type;
      readonly RobotStateRequest: Type;
      readonly RobotStateResponse: Type;
    };
  };
}

declare module "es:*" {
  import type { Message } from "@bufbuild/protobuf";
  import type { GenMessage, GenService } from "@bufbuild/protobuf/codegenv2";

  interface Answers extends Message {
    readonly token: string;
    readonly robotId?: { readonly serialNumber: string };
    readonly robotState?: {
      /** It takes a DoubleValue for a number. */
      readonly batteryStates: readonly { readonly chargePercentage?: number }[];
    };
  }
  interface Requests extends Message {
    readonly header: Message & { readonly clientName: string };
    readonly username: string;
    readonly password: string;
  }
  interface Unary {
    readonly methodKind: "unary";
    readonly input: GenMessage<Requests>;
    readonly output: GenMessage<Answers>;
  }
  export const AuthService: GenService<{ readonly getAuthToken: Unary }>;
  export const RobotIdService: GenService<{ readonly getRobotId: Unary }>;
  export const RobotStateService: GenService<{ readonly getRobotState: Unary }>;
}
