"""Pure decisions of the application: who may apply, history, materials, steps."""
