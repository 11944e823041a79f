{
    "name": "Bench Floor",
    "version": "19.0.1.0.0",
    "summary": "A bare model, to compare the register's speed with",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "School Register Contributors",
    "depends": ["base"],
    "data": ["security/ir.model.access.csv"],
    "installable": True,
}
