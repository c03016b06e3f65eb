/**
 * Every codec of package bosdyn.api, and of the well-known types, against protobufjs reflection, which reads the same
 * `.proto` in its own way. The packages below it are in oracle-packages.test.ts.
 */
import { testCodecs } from "../support/oracle-suite.ts";

testCodecs("bosdyn.api", (protoPath) => /^bosdyn\/api\/[^/]+$/.test(protoPath), 652);
testCodecs("google.protobuf", (protoPath) => protoPath.startsWith("google/"), 16);
