"""What other systems call: notices of the payment gateways. No pages, no sign-in; every message proves itself."""
